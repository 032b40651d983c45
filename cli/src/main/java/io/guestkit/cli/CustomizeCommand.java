package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.migrate.customize.Customization;
import io.guestkit.migrate.fix.FixPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code customize}: changes that somebody asks for, planned and applied as fixes are. */
final class CustomizeCommand implements Command {

    @Override
    public Usage usage() {
        List<Flag> flags = FixFlags.all(
                CustomizeFlags.CHANGES,
                List.of(Flag.PLAN, Flag.GUEST_ROOT, Flag.REPLACE, Flag.ADD),
                FixFlags.OPENING,
                List.of(Flag.OUTPUT));
        return new Usage(
                "customize",
                "IMAGE [OVERLAY]",
                1,
                Usage.MANY,
                "Changes in a guest: its name, passwords, keys, files",
                flags,
                List.of(
                        "vm.qcow2 new.qcow2 --hostname web1 --ssh-inject root:file:key.pub",
                        "into an overlay, which fix commit makes an image of",
                        "vm.qcow2 new.qcow2 --root-password random --commands-from-file changes.txt",
                        "prints the password once, on standard error; changes.txt has lines such as delete /etc/issue",
                        "vm.qcow2 --write /etc/motd:hello --delete /etc/issue",
                        "without OVERLAY: shows what would be changed"),
                List.of(
                        "Changes are made in the order in which they are given, and read again before they count.",
                        "The image is never written: OVERLAY is new, one for IMAGE and one for each --add. Making it",
                        "needs libguestfs."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<Path> images = call.images(1);
        List<Path> overlays = new ArrayList<>();
        for (String operand : call.operands().subList(1, call.operands().size())) {
            overlays.add(Invocation.hostPath(operand));
        }
        FixPlan plan;
        Map<String, String> made;
        int code;
        try {
            CustomizeFlags flags = CustomizeFlags.of(call);
            List<Customization> changes = flags.changes();
            made = flags.madePasswords();
            if (!made.isEmpty() && overlays.isEmpty()) {
                throw new UsageException(
                        "a random password needs OVERLAY: it is printed by the run that sets it, and is in no plan");
            }
            if (changes.isEmpty()) {
                throw new UsageException("nothing to change: give a change such as --hostname NAME");
            }
            try (DiskSet disks = call.open(images)) {
                plan = Customization.plan(disks, changes, Optional.ofNullable(call.value(Flag.GUEST_ROOT)));
                code = Keys.exitCode(disks, call.streams());
            }
            if (!overlays.isEmpty() && overlays.size() != plan.images().size()) {
                throw new UsageException("the guest is on %d images, which need as many overlays, not %d"
                        .formatted(plan.images().size(), overlays.size()));
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        FixCommand.keep(plan, call);
        if (!overlays.isEmpty()) {
            int applied = FixCommand.apply(call, plan, overlays);
            if (applied == ExitCode.OK) {
                for (Map.Entry<String, String> each : made.entrySet()) {
                    call.streams().tell("the password of %s is %s".formatted(each.getKey(), each.getValue()));
                }
            }
            return applied;
        }
        FixCommand.show(plan, call);
        return code;
    }
}
