package io.guestkit.cli;

import io.guestkit.migrate.fix.FixOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the flags say that a plan may and shall do. */
final class FixFlags {

    private FixFlags() {}

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
