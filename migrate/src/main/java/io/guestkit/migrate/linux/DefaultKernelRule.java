package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.VersionOrder;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A default kernel without virtio, such as those that are made for Xen only, beside one that has it. */
final class DefaultKernelRule implements FixRule {

    private static final Pattern LEGACY_DEFAULT = Pattern.compile("(?m)^([ \\t]*default[ \\t=]+)(\\d+|saved)[ \\t]*$");
    private static final String SUSE = "/etc/sysconfig/kernel";
    private static final Pattern INITRD_MODULES = Pattern.compile("(?m)^(INITRD_MODULES=\")([^\"\\n]*)(\")");
    private static final List<String> XEN =
            List.of("xennet", "xen-vnif", "xenblk", "xen-vbd", "xen_blkfront", "xen_netfront");

    @Override
    public String name() {
        return "default-kernel";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        suse(draft);
        BootReport boot = draft.report().boot().orElse(null);
        BootEntry chosen = null;
        for (BootEntry entry : boot == null ? List.<BootEntry>of() : boot.entries()) {
            chosen = chosen == null && entry.isDefault() ? entry : chosen;
        }
        Kernel is = boot == null || chosen == null ? null : kernel(draft, chosen);
        if (boot == null || chosen == null || is == null || is.hasVirtio().orElse(true)) {
            return;
        }
        BootEntry better = null;
        Kernel best = null;
        for (BootEntry entry : boot.entries()) {
            Kernel kernel = entry.loader().equals(chosen.loader()) ? kernel(draft, entry) : null;
            if (kernel != null && kernel.hasVirtio().orElse(false) && isNewer(kernel, best)) {
                better = entry;
                best = kernel;
            }
        }
        if (better == null || best == null) {
            draft.note("%s, the default, has no drivers of virtio, and no other kernel of the boot menu has them"
                    .formatted(is.path()));
            return;
        }
        choose(draft, boot, chosen, better, "%s has no drivers of virtio, %s has".formatted(is.path(), best.path()));
    }

    private static boolean isNewer(Kernel kernel, @Nullable Kernel than) {
        String version = kernel.version().orElse("");
        if (version.contains("debug") || version.contains("kdump") || version.contains("rescue")) {
            return false;
        }
        return than == null
                || new VersionOrder().compare(version, than.version().orElse("")) > 0;
    }

    private static @Nullable Kernel kernel(Draft draft, BootEntry entry) {
        String path = entry.kernel().orElse("");
        for (Kernel kernel : draft.report().kernels()) {
            if (!path.isEmpty()
                    && kernel.path()
                            .substring(kernel.path().lastIndexOf('/') + 1)
                            .equals(path.substring(path.lastIndexOf('/') + 1))) {
                return kernel;
            }
        }
        return null;
    }

    private static void choose(Draft draft, BootReport boot, BootEntry is, BootEntry better, String reason)
            throws IOException {
        int colon = is.source().lastIndexOf(':');
        String path = colon < 0 ? is.source() : is.source().substring(0, colon);
        String text = draft.files().isFile(path) ? draft.text(path) : null;
        if (is.loader().equals("grub") && text != null) {
            int index = 0;
            for (BootEntry entry : boot.entries()) {
                if (entry.equals(better)) {
                    break;
                }
                index += entry.loader().equals("grub") ? 1 : 0;
            }
            Matcher line = LEGACY_DEFAULT.matcher(text);
            if (line.find()) {
                draft.edit(path, line.replaceFirst("$1" + index), reason, List.of(is.source(), better.source()));
                return;
            }
        }
        String id = better.id().orElse("");
        for (String environment : GrubEnvironment.PATHS) {
            String block =
                    is.loader().equals("bls") && !id.isEmpty() && draft.files().isFile(environment)
                            ? draft.text(environment)
                            : null;
            String now = block == null ? null : GrubEnvironment.with(block, "saved_entry", id);
            if (now != null) {
                draft.edit(environment, now, reason, List.of(is.source(), better.source()));
                return;
            }
        }
        draft.note("%s: let the boot loader start \"%s\"".formatted(reason, better.title()));
    }

    /** What SUSE's mkinitrd takes along. */
    private static void suse(Draft draft) throws IOException {
        String text = draft.text(SUSE);
        Matcher line = INITRD_MODULES.matcher(text == null ? "" : text);
        if (text == null || !line.find()) {
            return;
        }
        StringBuilder words = new StringBuilder();
        boolean had = false;
        for (String word : line.group(2).strip().split("\\s+")) {
            boolean xen = XEN.contains(word);
            had |= xen;
            words.append(xen || words.isEmpty() ? "" : " ").append(xen ? "" : word);
        }
        if (had) {
            String now = (words + " virtio_pci virtio_blk virtio_net").strip();
            draft.edit(
                    SUSE,
                    line.replaceFirst("$1" + Matcher.quoteReplacement(now) + "$3"),
                    "the drivers of Xen find nothing elsewhere",
                    List.of(SUSE + ": " + line.group()));
        }
    }
}
