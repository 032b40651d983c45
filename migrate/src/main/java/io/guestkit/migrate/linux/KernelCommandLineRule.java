package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootLoader;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Boot loaders' configurations whose kernel command lines name a disk by its controller's count. */
final class KernelCommandLineRule implements FixRule {

    /** What a kernel or an initramfs takes for a device; before it, a colon or a comma may end the name. */
    private static final Pattern DEVICE = Pattern.compile(
            "(?<![\\w.-])(root|real_root|rootpartition|resume|real_resume|cryptdevice|crypt_root|cryptroot"
                    + "|crypt_swap|mount\\.usr|source)=([\"']?)(/dev/[\\w./:+@-]+)");

    private static final Pattern NO_UUID = Pattern.compile(
            "^([ \\t]*)(?:export[ \\t]+)?GRUB_DISABLE_LINUX_UUID=[\"']?true[\"']?[ \t]*$", Pattern.MULTILINE);

    private static final String RESUME = "/etc/initramfs-tools/conf.d/resume";

    @Override
    public String name() {
        return "kernel-command-line";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        StableNames names = new StableNames(draft.storage());
        boolean hasInitramfs = draft.report().kernels().stream()
                .anyMatch(kernel -> kernel.initramfs().isPresent());
        String root = rootOfMountTable(draft);
        for (String path : BootConfigurations.of(draft)) {
            String text = path.equals(BootConfigurations.LILO) ? null : draft.text(path);
            if (text == null) {
                continue;
            }
            List<String> evidence = new ArrayList<>();
            String changed = rewrite(path, text, names, root, hasInitramfs, evidence, draft);
            if (path.startsWith("/etc/default/grub")) {
                changed = NO_UUID.matcher(changed).replaceAll("$1GRUB_DISABLE_LINUX_UUID=false");
            }
            draft.edit(path, changed, "the root has another name on another controller; its UUID stays", evidence);
        }
        for (String path : GrubEnvironment.PATHS) {
            environment(path, names, root, draft);
        }
        lilo(draft);
        for (BootLoader loader :
                draft.report().boot().map(boot -> boot.loaders()).orElse(List.of())) {
            if (loader.name().equals("uki")) {
                draft.note(loader.path()
                        + " has its kernel command line inside; if that names a device, it has to be built anew");
            }
        }
    }

    /** What the guest itself calls its root; empty if it does not say. */
    private static String rootOfMountTable(Draft draft) throws IOException {
        String text = draft.files().text("/etc/fstab");
        for (Fstab.Entry entry : Fstab.parse(text == null ? "" : text).entries()) {
            if (entry.path().equals("/")) {
                return entry.spec();
            }
        }
        return "";
    }

    /** LILO's map keeps what its installer was told, and that cannot be run from outside. */
    private static void lilo(Draft draft) throws IOException {
        BootReport boot = draft.report().boot().orElse(null);
        for (BootEntry entry : boot == null ? List.<BootEntry>of() : boot.entries()) {
            String options = entry.options().orElse("");
            Matcher device = DEVICE.matcher(options);
            if (entry.loader().equals("lilo")
                    && entry.isDefault()
                    && device.find()
                    && DeviceNames.isElsewhereOnVirtio(device.group(3))) {
                draft.note(("%s names %s, and LILO keeps that in its map: the disks have to stay on SATA or IDE, until"
                                + " the guest has another boot loader, or another name there and lilo run in it")
                        .formatted(entry.source(), device.group(3)));
            }
        }
    }

    private static String rewrite(
            String path,
            String text,
            StableNames names,
            String root,
            boolean hasInitramfs,
            List<String> evidence,
            Draft draft) {
        Pattern pattern = path.equals(RESUME) ? Pattern.compile("(RESUME)=([\"']?)(/dev/[\\w./:+@-]+)") : DEVICE;
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String value = matcher.group(3);
            int colon = value.indexOf(':', value.startsWith("/dev/disk/by-path/") ? value.length() : 0);
            String device = colon < 0 ? value : value.substring(0, colon);
            String rest = value.substring(device.length());
            String place = path + ":" + lineOf(text, matcher.start());
            if (!DeviceNames.isOfHardware(device)) {
                continue;
            }
            // Without an initramfs nobody looks for a UUID of a file system.
            Optional<String> stable = hasInitramfs ? names.of(device) : names.partition(device);
            if (names.resolve(device) == null && device.equals(root)) {
                stable = names.ofRoot(); // what the mount table calls so, too
            }
            if (stable.isEmpty()) {
                draft.note("%s names %s, for which there is no lasting name: it is left as it is"
                        .formatted(place, device));
                continue;
            }
            evidence.add("%s: %s".formatted(place, matcher.group()));
            matcher.appendReplacement(
                    out, Matcher.quoteReplacement(matcher.group(1) + "=" + matcher.group(2) + stable.get() + rest));
        }
        matcher.appendTail(out);
        return out.toString();
    }

    private static int lineOf(String text, int at) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return line;
    }

    private static void environment(String path, StableNames names, String root, Draft draft) throws IOException {
        String text = draft.files().isFile(path) ? draft.text(path) : null;
        if (text == null || text.length() != GrubEnvironment.SIZE) {
            return;
        }
        List<String> evidence = new ArrayList<>();
        String block = GrubEnvironment.padded(rewrite(path, text, names, root, true, evidence, draft));
        if (block == null) {
            draft.note(path + " has no room for a longer name of the root");
            return;
        }
        draft.edit(path, block, "the root has another name on another controller; its UUID stays", evidence);
    }
}
