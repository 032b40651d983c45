package io.guestkit.migrate.linux;

import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.fix.Proof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** GRUB's configuration, made anew by its own tool from what the other rules leave, on request. */
final class GrubRegenerationRule implements FixRule {

    private static final List<String> CONFIGURATIONS = List.of("/boot/grub2/grub.cfg", "/boot/grub/grub.cfg");

    @Override
    public String name() {
        return "grub-mkconfig";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.GRUB_MKCONFIG);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        if (!draft.options().regenerateGrub()) {
            return;
        }
        String tool = tool(draft.files());
        String configuration = null;
        for (String path : CONFIGURATIONS) {
            configuration = configuration == null && draft.files().isFile(path) ? draft.real(path) : configuration;
        }
        if (tool == null || configuration == null || !GuestPrograms.canRun(draft)) {
            throw new UnsupportedFeatureException(
                    tool == null
                            ? "the guest has no grub-mkconfig that could make its configuration anew"
                            : configuration == null
                                    ? "the guest has no grub.cfg below /boot that could be made anew"
                                    : "grub-mkconfig of the guest's architecture cannot run here");
        }
        String before = draft.text(configuration);
        boolean bls = before != null && before.contains("blscfg");
        List<Proof> proofs = new ArrayList<>();
        proofs.add(Proof.contains(configuration, bls ? "blscfg" : "menuentry "));
        for (Kernel kernel : draft.report().kernels()) {
            if (!bls) {
                proofs.add(Proof.contains(
                        configuration, kernel.path().substring(kernel.path().lastIndexOf('/') + 1)));
            }
        }
        if (draft.options().serialConsole() && !bls) {
            proofs.add(Proof.contains(configuration, "console=ttyS0"));
        }
        proofs.add(Proof.lacks(configuration, "root=/dev/sd"));
        draft.add(
                "GRUB's configuration is to be made anew",
                List.of(configuration),
                new Operation.RunCommand(List.of(tool, "-o", configuration), List.of(configuration), proofs),
                configuration,
                "/etc/default/grub");
    }

    private static @Nullable String tool(GuestFiles files) throws IOException {
        for (String name : new String[] {"grub-mkconfig", "grub2-mkconfig"}) {
            if (files.isFile("/usr/sbin/" + name) || files.isFile("/usr/bin/" + name)) {
                return name;
            }
        }
        return null;
    }
}
