package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.Version;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.Group;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.ScheduledTask;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.report.User;
import io.guestkit.volume.NotExamined;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the rules have found out about one guest so far. The first answer to a question counts. */
public final class Findings {

    private final Map<Fact, Finding> facts = new EnumMap<>(Fact.class);
    private final List<Application> applications = new ArrayList<>();
    private final List<Kernel> kernels = new ArrayList<>();
    private final List<User> users = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final List<ScheduledTask> scheduledTasks = new ArrayList<>();
    private final List<NetworkInterface> network = new ArrayList<>();
    private final ConfigurationDraft configuration = new ConfigurationDraft();
    private final List<Doubt> doubts = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private List<String> resembles = List.of();

    /** Something that is odd about a file. */
    public record Doubt(String path, String message) {}

    /** Something that was not looked into. */
    public record Gap(String path, NotExamined.Code code, String reason) {}

    /** Answers a question unless it is answered, or there is no answer. */
    public void tell(Fact fact, @Nullable String value, String source) {
        if (value != null && !value.isEmpty()) {
            facts.putIfAbsent(fact, new Finding(value, source));
        }
    }

    /** As {@link #tell(Fact, String, String)}. */
    public void tell(Fact fact, Optional<String> value, String source) {
        tell(fact, value.orElse(null), source);
    }

    /** Answers a question better than it was. */
    public void correct(Fact fact, String value, String source) {
        facts.put(fact, new Finding(value, source));
    }

    /** Replaces all parts of the version, unless there is none. */
    public void correctVersion(@Nullable Version version, String text, String source) {
        if (version != null) {
            correct(Fact.OS_VERSION, text, source);
            correct(Fact.MAJOR_VERSION, Integer.toString(version.major()), source);
            facts.remove(Fact.MINOR_VERSION);
            if (version.minor().isPresent()) {
                correct(Fact.MINOR_VERSION, Integer.toString(version.minor().getAsInt()), source);
            }
        }
    }

    public void resembles(List<String> ids) {
        resembles = List.copyOf(ids);
    }

    /** Distributions that this one resembles by its own word, the nearest first. */
    public List<String> resembles() {
        return resembles;
    }

    public Optional<String> value(Fact fact) {
        Finding finding = facts.get(fact);
        return finding == null ? Optional.empty() : Optional.of(finding.value());
    }

    public boolean is(Fact fact, String value) {
        Finding finding = facts.get(fact);
        return finding != null && finding.value().equals(value);
    }

    /** One of the parts of the version. */
    public OptionalInt number(Fact fact) {
        Finding finding = facts.get(fact);
        return finding == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(finding.value()));
    }

    /** All facts with their sources, in the order of {@link Fact}. */
    public Map<Fact, Finding> facts() {
        return new EnumMap<>(facts);
    }

    public void add(Application application) {
        applications.add(application);
    }

    /** Brings the packages into their order, whichever database they came from. */
    void sortApplications() {
        applications.sort(Application.ORDER);
    }

    public void add(Kernel kernel) {
        kernels.add(kernel);
    }

    public void add(User user) {
        users.add(user);
    }

    public void add(Group group) {
        groups.add(group);
    }

    public void add(Service service) {
        services.add(service);
    }

    public void add(ScheduledTask task) {
        scheduledTasks.add(task);
    }

    public void add(NetworkInterface networkInterface) {
        network.add(networkInterface);
    }

    /** What there is one of, and lists that rules of one area fill. */
    public ConfigurationDraft configuration() {
        return configuration;
    }

    /** Says that a file is odd. */
    public void doubt(String path, String message) {
        doubts.add(new Doubt(path, message));
    }

    /** Says that something was not looked into. */
    public void gap(String path, NotExamined.Code code, String reason) {
        gaps.add(new Gap(path, code, reason));
    }

    public List<Application> applications() {
        return applications;
    }

    public List<Kernel> kernels() {
        return kernels;
    }

    public List<User> users() {
        return users;
    }

    public List<Group> groups() {
        return groups;
    }

    public List<Service> services() {
        return services;
    }

    public List<ScheduledTask> scheduledTasks() {
        return scheduledTasks;
    }

    public List<NetworkInterface> network() {
        return network;
    }

    public List<Doubt> doubts() {
        return doubts;
    }

    public List<Gap> gaps() {
        return gaps;
    }
}
