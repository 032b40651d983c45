package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.io.Warning;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All rules for Windows guests, in the order in which they have to be asked: later ones build on what is found. */
public final class WindowsRules {

    private static final List<Question> RULES = List.of(
            new Question("identity", new IdentityRule()),
            new Question("architecture", new ProgramRule()),
            new Question("configuration", new SystemRule()),
            new Question("osinfo id", new WindowsOsinfoRule()),
            new Question("services", new ServicesRule()),
            new Question("network", new TcpipRule()),
            new Question("scheduled tasks", new TasksRule()),
            new Question("accounts", new AccountsRule()),
            new Question("applications", new UninstallRule()),
            new Question("store applications", new AppxRule()),
            new Question("updates", new UpdatesRule()));

    private WindowsRules() {}

    private record Question(String name, WindowsRule rule) {}

    /**
     * Asks all rules. One that fails is a gap in the report and leaves the others to work.
     *
     * @param root of the file system that Windows is on
     */
    public static WindowsDraft ask(Path root) {
        WindowsDraft draft = new WindowsDraft();
        try {
            Optional<WindowsRegistry> found = WindowsRegistry.of(root, List.of());
            if (found.isPresent()) {
                try (WindowsRegistry registry = found.get()) {
                    ask(registry, draft);
                }
            }
        } catch (IOException e) {
            draft.findings.gap("/", LinuxRules.code(e), LinuxRules.describe(e));
        }
        return draft;
    }

    private static void ask(WindowsRegistry registry, WindowsDraft draft) {
        draft.systemroot = "/" + registry.systemRoot();
        for (Question question : RULES) {
            try {
                question.rule.apply(registry, draft);
            } catch (IOException e) {
                draft.findings.gap(draft.systemroot, LinuxRules.code(e), question.name + ": " + LinuxRules.describe(e));
            }
        }
        draft.findings
                .applications()
                .sort(Comparator.comparing(Application::name)
                        .thenComparing(application -> application.arch().orElse(""))
                        .thenComparing(Application::version));
        for (String hive : List.of("SOFTWARE", "SYSTEM")) {
            missing(hive, registry, draft);
        }
        for (Warning warning : registry.warnings()) {
            draft.findings.doubt(warning.where(), warning.message());
        }
    }

    private static void missing(String hive, WindowsRegistry registry, WindowsDraft draft) {
        try {
            if (registry.hiveFile(hive) == null) {
                draft.findings.gap(
                        draft.systemroot + "/System32/config/" + hive,
                        NotExamined.Code.UNREADABLE,
                        "there is no hive " + hive + ", so that nothing of it is known");
            }
        } catch (IOException e) {
            draft.findings.gap(draft.systemroot, LinuxRules.code(e), LinuxRules.describe(e));
        }
    }
}
