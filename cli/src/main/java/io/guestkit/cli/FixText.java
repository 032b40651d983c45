package io.guestkit.cli;

import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixStep;
import io.guestkit.migrate.fix.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Plans of fixes for people: what would be changed, and why. */
final class FixText {

    private FixText() {}

    static void print(FixPlan plan, Streams streams) throws IOException {
        String target =
                plan.target() == Target.SAME ? "" : ", for " + plan.target().id();
        streams.println(Text.printable("%s  %s%s".formatted(plan.root(), plan.system(), target)));
        for (FixStep step : plan.steps()) {
            streams.println("");
            streams.println(Text.printable(step.id() + "  " + what(step.operation())));
            streams.println(Text.printable("  because  " + step.reason()));
            for (String evidence : step.evidence()) {
                streams.println(Text.printable("  found    " + evidence));
            }
            if (!step.dependsOn().isEmpty()) {
                streams.println("  after    " + String.join(", ", step.dependsOn()));
            }
            streams.println("  undo     " + Text.printable(step.operation().undo()));
            details(step.operation(), streams);
        }
        for (FixPlan.Note note : plan.notes()) {
            streams.println("");
            streams.println(Text.printable("note  " + note.rule() + ": " + note.text()));
        }
        if (plan.steps().isEmpty()) {
            streams.println("nothing has to be changed");
        }
    }

    private static String what(Operation operation) {
        String subject = operation.subject();
        return switch (operation) {
            case Operation.EditFile edit -> "edit " + subject;
            case Operation.WriteFile write -> (write.replaces().isPresent() ? "replace " : "write ") + subject;
            case Operation.CopyIn copy -> "copy %s of this machine to %s".formatted(copy.source(), subject);
            case Operation.CopyFile copy -> "copy %s to %s".formatted(copy.from(), subject);
            case Operation.MakeDirectory directory -> "make the directory " + subject;
            case Operation.MakeSymlink link -> "let %s lead to %s".formatted(subject, link.target());
            case Operation.Delete delete -> "delete " + subject;
            case Operation.Move move -> "move %s to %s".formatted(move.from(), subject);
            case Operation.Truncate truncate -> "empty " + subject;
            case Operation.SetPermissions permissions -> permissions(permissions);
            case Operation.AddDrivers drivers ->
                "add %s to %s, %s"
                        .formatted(
                                String.join(", ", drivers.modules()),
                                subject,
                                drivers.tool().isEmpty()
                                        ? "as an archive behind it"
                                        : "by " + String.join(" ", drivers.tool()));
            case Operation.SetRegistryValue value -> "set %s to %s".formatted(subject, value.shown());
            case Operation.DeleteRegistryKey key -> "delete the key " + subject;
            case Operation.RunCommand command -> "run " + subject;
        };
    }

    private static String permissions(Operation.SetPermissions permissions) {
        List<String> set = new ArrayList<>();
        permissions.mode().ifPresent(mode -> set.add("the mode %04o".formatted(mode)));
        permissions.uid().ifPresent(uid -> set.add("the owner " + uid));
        permissions.gid().ifPresent(gid -> set.add("the group " + gid));
        return "let %s have %s".formatted(permissions.path(), String.join(", ", set));
    }

    private static void details(Operation operation, Streams streams) throws IOException {
        String text = switch (operation) {
            case Operation.EditFile edit -> edit.diff();
            case Operation.WriteFile write -> write.content();
            default -> "";
        };
        for (String line : text.lines().toList()) {
            streams.println(Text.printable("    " + line.replace("\t", "        ")));
        }
    }
}
