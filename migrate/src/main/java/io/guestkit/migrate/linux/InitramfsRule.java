package io.guestkit.migrate.linux;

import io.guestkit.inspect.boot.Initramfs;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.fix.KernelModules;
import io.guestkit.migrate.fix.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An initramfs without the drivers of virtio: the kernel would not find its root. */
final class InitramfsRule implements FixRule {

    /** What is needed to see disks and the network of virtio. */
    private static final List<String> WANTED =
            List.of("virtio_pci", "virtio_blk", "virtio_scsi", "sd_mod", "virtio_net");

    /** Of these at least must be at hand: without them there is no root. */
    private static final List<String> NEEDED = List.of("virtio_pci", "virtio_blk");

    private static final String REASON =
            "the disks will be of virtio, whose drivers the kernel has to have before it has its root";

    @Override
    public String name() {
        return "initramfs";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.INITRAMFS);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        Set<String> configured = new LinkedHashSet<>();
        List<Step> steps = new ArrayList<>();
        for (Kernel kernel : draft.report().kernels()) {
            Step step = step(kernel, draft);
            if (step != null) {
                steps.add(step);
                configured.addAll(step.missing);
            }
        }
        if (steps.isEmpty()) {
            return;
        }
        InitramfsTool tool = InitramfsTool.of(draft.files());
        if (tool != null && !configured.isEmpty()) {
            tool.configure(draft, List.copyOf(configured), REASON, evidence(steps));
        }
        boolean run = tool != null
                && draft.options().initramfs() != FixOptions.Initramfs.APPEND
                && GuestPrograms.canRun(draft);
        if (!run && draft.options().initramfs() == FixOptions.Initramfs.REGENERATE) {
            throw new UnsupportedFeatureException(
                    tool == null
                            ? "the guest has no tool that makes an initramfs; let drivers be appended to it instead"
                            : "programs of the guest's architecture cannot run here; let drivers be appended instead");
        }
        for (Step step : steps) {
            draft.add(
                    REASON,
                    evidence(List.of(step)),
                    new Operation.AddDrivers(
                            step.path,
                            step.version,
                            step.missing,
                            run && tool != null ? tool.command(step.version, step.path) : List.of(),
                            draft.options().initramfs() == FixOptions.Initramfs.AUTO),
                    run && tool != null ? tool.configuration() : "",
                    "/etc/lvm/devices/system.devices",
                    "/etc/lvm/lvm.conf",
                    "/etc/lvm/lvmlocal.conf",
                    "/etc/crypttab");
        }
    }

    /**
     * @param missing modules that are not in the initramfs nor built into its kernel
     * @param lvmDevices whether LVM in it uses only devices of the old hardware
     * @param lvmFilters configurations of LVM in it that take no disks of virtio
     * @param encrypted devices that its crypttab names as the old hardware did
     */
    private record Step(
            String path,
            String version,
            List<String> missing,
            boolean lvmDevices,
            Set<String> lvmFilters,
            List<String> encrypted) {}

    private static List<String> evidence(List<Step> steps) {
        List<String> evidence = new ArrayList<>();
        for (Step step : steps) {
            if (!step.missing.isEmpty()) {
                evidence.add("%s has not %s".formatted(step.path, String.join(", ", step.missing)));
            }
            if (step.lvmDevices) {
                evidence.add(step.path + " has LVM's list of the only devices to use");
            }
            for (String configuration : step.lvmFilters) {
                evidence.add("%s has /%s, whose filter takes no disks of virtio".formatted(step.path, configuration));
            }
            if (!step.encrypted.isEmpty()) {
                evidence.add("%s has a crypttab that names %s".formatted(step.path, String.join(", ", step.encrypted)));
            }
        }
        return evidence;
    }

    private static @Nullable Step step(Kernel kernel, Draft draft) throws IOException {
        String version = kernel.version().orElse(null);
        if (version == null) {
            draft.note(kernel.path() + ": its version is not known, so its modules are not either");
            return null;
        }
        KernelModules modules = KernelModules.of(draft.files(), version);
        if (modules == null) {
            draft.note("%s: the guest has no modules of kernel %s".formatted(kernel.path(), version));
            return null;
        }
        for (String needed : NEEDED) {
            if (!modules.isBuiltIn(needed) && !modules.isLoadable(needed)) {
                draft.note("kernel %s has no %s: it cannot be started on virtio".formatted(version, needed));
                return null;
            }
        }
        String path = kernel.initramfs().orElse(null);
        String real = path == null ? null : draft.real(path);
        if (real == null) {
            List<String> lacking = new ArrayList<>(NEEDED);
            lacking.removeIf(modules::isBuiltIn);
            if (!lacking.isEmpty()) {
                draft.note("kernel %s has no initramfs, and %s are not built in"
                        .formatted(version, String.join(", ", lacking)));
            }
            return null;
        }
        Initramfs content;
        try {
            content = read(draft.files(), real);
        } catch (CorruptDataException | UnsupportedFeatureException e) {
            draft.note("%s cannot be read, so it stays as it is: %s".formatted(real, e.getMessage()));
            return null;
        }
        List<String> missing = new ArrayList<>();
        for (String wanted : WANTED) {
            if (modules.isLoadable(wanted) && !content.modules().contains(wanted)) {
                missing.add(wanted);
            }
        }
        List<String> encrypted =
                content.crypttab().map(Initramfs.Crypttab::elsewhere).orElse(List.of());
        return missing.isEmpty()
                        && content.lvmDevices().isEmpty()
                        && content.lvmFilters().isEmpty()
                        && encrypted.isEmpty()
                ? null
                : new Step(
                        real,
                        version,
                        missing,
                        content.lvmDevices().isPresent(),
                        content.lvmFilters().keySet(),
                        encrypted);
    }

    private static Initramfs read(GuestFiles files, String path) throws IOException {
        try (InputStream in = files.open(path)) {
            if (in == null) {
                throw new CorruptDataException("it is no file");
            }
            return Initramfs.read(in);
        }
    }
}
