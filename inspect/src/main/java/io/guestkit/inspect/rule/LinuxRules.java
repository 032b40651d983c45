package io.guestkit.inspect.rule;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.util.List;

/** All rules for Linux guests, in the order in which they have to be asked: later ones build on what is found. */
public final class LinuxRules {

    private static final List<Question> RULES = List.of(
            new Question("name in os-release", new OsReleaseRule()),
            new Question("name in lsb-release", new LsbReleaseRule()),
            new Question("name in release files", new ReleaseFileRule()),
            new Question("architecture", new ArchitectureRule()),
            new Question("hostname", new HostnameRule()),
            new Question("init system", new InitSystemRule()),
            new Question("package format", new PackagingRule()),
            new Question("osinfo id", new OsinfoRule()),
            new Question("dpkg packages", new DpkgRule()),
            new Question("rpm packages", new RpmRule()),
            new Question("apk packages", new ApkRule()),
            new Question("pacman packages", new PacmanRule()),
            new Question("portage packages", new PortageRule()),
            new Question("xbps packages", new XbpsRule()),
            new Question("opkg packages", new OpkgRule()),
            new Question("pisi packages", new PisiRule()),
            new Question("slackware packages", new SlackwareRule()),
            new Question("snaps", new SnapRule()),
            new Question("flatpaks", new FlatpakRule()),
            new Question("packages in stores", new StoreRule()),
            new Question("swupd bundles", new SwupdRule()),
            new Question("missing packages", new MissingPackagesRule()),
            new Question("kernels", new KernelsRule()));

    private LinuxRules() {}

    /**
     * A rule.
     *
     * @param name what it asks for, as a failure says it
     */
    public record Question(String name, Rule rule) {}

    /** Asks all rules. One that fails is a gap in the report and leaves the others to work. */
    public static Findings ask(GuestFiles files) {
        Findings findings = new Findings();
        ask(RULES, files, findings);
        findings.sortApplications();
        return findings;
    }

    /** Asks these rules in the same way. */
    public static void ask(List<Question> rules, GuestFiles files, Findings findings) {
        for (Question question : rules) {
            try {
                question.rule.apply(files, findings);
            } catch (IOException e) {
                findings.gap("/", code(e), question.name + ": " + describe(e));
            }
        }
    }

    /** The reason code for what could not be read because of this. */
    public static NotExamined.Code code(IOException e) {
        return switch (e) {
            case CorruptDataException corrupt -> NotExamined.Code.CORRUPT;
            case UnsupportedFeatureException unsupported -> NotExamined.Code.UNSUPPORTED;
            default -> NotExamined.Code.UNREADABLE;
        };
    }

    /** What an exception says, or its kind if it says nothing. */
    public static String describe(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
