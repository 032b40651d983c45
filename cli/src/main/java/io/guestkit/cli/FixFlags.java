package io.guestkit.cli;

import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the flags say that a plan may and shall do. */
final class FixFlags {

    /** What a plan is made by, for {@code fix plan} and for {@code migrate}. */
    static final List<Flag> PLANNING = List.of(
            Flag.TARGET_HYPERVISOR,
            Flag.GUEST_ROOT,
            Flag.ONLY,
            Flag.WITHOUT,
            Flag.INITRAMFS,
            Flag.TOOLS,
            Flag.SERIAL_CONSOLE,
            Flag.REGENERATE_GRUB,
            Flag.MAC,
            Flag.VIRTIO_WIN,
            Flag.GUEST_AGENT);

    /** How the disks of a guest are opened. */
    static final List<Flag> OPENING = List.of(Flag.ALLOW_PATH, Flag.KEY_FILE, Flag.LUKS_HEADER);

    private FixFlags() {}

    static Target target(Invocation call) {
        String named = call.value(Flag.TARGET_HYPERVISOR);
        return named == null
                ? Target.KVM
                : Target.named(named).orElseThrow(() -> new UsageException("unknown target " + named));
    }

    /** Lists one behind the other. */
    @SafeVarargs
    static List<Flag> all(List<Flag>... lists) {
        List<Flag> all = new ArrayList<>();
        for (List<Flag> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    static FixOptions options(Invocation call) {
        FixOptions options = FixOptions.DEFAULT
                .withRules(call.values(Flag.ONLY), call.values(Flag.WITHOUT))
                .withSerialConsole(call.has(Flag.SERIAL_CONSOLE))
                .withRegenerateGrub(call.has(Flag.REGENERATE_GRUB))
                .withMacs(macs(call));
        String initramfs = call.value(Flag.INITRAMFS);
        if (initramfs != null) {
            options = options.withInitramfs(FixOptions.Initramfs.valueOf(initramfs.toUpperCase(Locale.ROOT)));
        }
        String tools = call.value(Flag.TOOLS);
        if (tools != null) {
            options = options.withTools(FixOptions.Tools.valueOf(tools.toUpperCase(Locale.ROOT)));
        }
        String drivers = call.value(Flag.VIRTIO_WIN);
        if (drivers != null) {
            options = options.withVirtioWin(Invocation.hostPath(drivers));
        }
        String agent = call.value(Flag.GUEST_AGENT);
        return agent == null ? options : options.withGuestAgent(Invocation.hostPath(agent));
    }

    private static Map<String, String> macs(Invocation call) {
        Map<String, String> macs = new LinkedHashMap<>();
        for (String argument : call.values(Flag.MAC)) {
            int equals = argument.indexOf('=');
            String mac = argument.substring(equals + 1).toLowerCase(Locale.ROOT);
            if (equals < 1 || !mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
                throw new UsageException(
                        Flag.MAC + " " + argument + ": expected NAME=MAC, such as ens192=00:50:56:01:02:03");
            }
            macs.put(argument.substring(0, equals), mac);
        }
        return macs;
    }
}
