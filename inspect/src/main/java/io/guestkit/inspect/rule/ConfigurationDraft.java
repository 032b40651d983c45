package io.guestkit.inspect.rule;

import io.guestkit.inspect.report.Certificate;
import io.guestkit.inspect.report.CloudInit;
import io.guestkit.inspect.report.Component;
import io.guestkit.inspect.report.Configuration;
import io.guestkit.inspect.report.DatedEvent;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.inspect.report.Privilege;
import io.guestkit.inspect.report.Setting;
import io.guestkit.inspect.report.SshKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link Configuration} that is being found out. The first answer to a question counts. */
public final class ConfigurationDraft {

    /** What there is one of. */
    public enum Topic {
        MACHINE_ID,
        DEFAULT_TARGET,
        TIMEZONE,
        LOCALE,
        KEYBOARD,
        SELINUX,
        APPARMOR
    }

    private final Map<Topic, Setting> settings = new EnumMap<>(Topic.class);
    private final List<Setting> nameservers = new ArrayList<>();
    private final List<Setting> searchDomains = new ArrayList<>();
    private final List<Privilege> sudoers = new ArrayList<>();
    private final List<NamedDevice> devices = new ArrayList<>();
    private @Nullable CloudInit cloudInit;
    private final List<Component> containerRuntimes = new ArrayList<>();
    private final List<Component> guestAgents = new ArrayList<>();
    private final List<SshKey> hostKeys = new ArrayList<>();
    private final List<Certificate> certificates = new ArrayList<>();
    private final List<DatedEvent> dates = new ArrayList<>();

    ConfigurationDraft() {}

    /** Answers a question unless it is answered, or there is no answer. */
    public void tell(Topic topic, @Nullable String value, String source) {
        if (value != null && !value.isBlank()) {
            settings.putIfAbsent(topic, new Setting(value.strip(), source));
        }
    }

    public Optional<Setting> setting(Topic topic) {
        return Optional.ofNullable(settings.get(topic));
    }

    public void addNameserver(String address, String source) {
        nameservers.add(new Setting(address, source));
    }

    public void addSearchDomain(String domain, String source) {
        searchDomains.add(new Setting(domain, source));
    }

    public void add(Privilege privilege) {
        sudoers.add(privilege);
    }

    public void add(NamedDevice device) {
        devices.add(device);
    }

    public void tell(CloudInit found) {
        cloudInit = found;
    }

    public void addContainerRuntime(Component component) {
        containerRuntimes.add(component);
    }

    public void addGuestAgent(Component component) {
        guestAgents.add(component);
    }

    public void addHostKey(SshKey key) {
        hostKeys.add(key);
    }

    public void add(Certificate certificate) {
        certificates.add(certificate);
    }

    public void add(DatedEvent date) {
        dates.add(date);
    }

    public Configuration build() {
        return new Configuration(
                setting(Topic.MACHINE_ID),
                setting(Topic.DEFAULT_TARGET),
                setting(Topic.TIMEZONE),
                setting(Topic.LOCALE),
                setting(Topic.KEYBOARD),
                setting(Topic.SELINUX),
                setting(Topic.APPARMOR),
                nameservers,
                searchDomains,
                sudoers,
                devices,
                Optional.ofNullable(cloudInit),
                containerRuntimes,
                guestAgents,
                hostKeys,
                certificates,
                dates);
    }
}
