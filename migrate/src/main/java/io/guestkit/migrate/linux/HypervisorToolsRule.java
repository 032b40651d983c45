package io.guestkit.migrate.linux;

import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.fix.KernelModules;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.fix.Proof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tools of the hypervisor that the guest comes from: elsewhere they fail, wait for a host that does not answer, or set
 * what is not theirs any more.
 */
final class HypervisorToolsRule implements FixRule {

    @Override
    public String name() {
        return "hypervisor-tools";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.TOOLS);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        if (draft.options().tools() == FixOptions.Tools.KEEP) {
            return;
        }
        boolean remove = draft.options().tools() == FixOptions.Tools.REMOVE;
        for (HypervisorTools tools : HypervisorTools.values()) {
            boolean gone = remove && packages(draft, tools);
            if (remove) {
                withoutPackage(draft, tools);
            }
            if (!gone) {
                Services.disable(
                        draft, tools.services(), tools.title() + " have nothing to talk to on another hypervisor");
            }
        }
    }

    /** @return whether packages will be uninstalled */
    private static boolean packages(Draft draft, HypervisorTools tools) throws IOException {
        List<String> names = new ArrayList<>();
        String format = draft.report().identity().packageFormat().orElse("");
        for (Application each : draft.report().applications()) {
            if (tools.isPackage(each.name())
                    && each.format().orElse(format).equals(format)
                    && !names.contains(each.name())) {
                names.add(each.name());
            }
        }
        if (names.isEmpty()) {
            return false;
        }
        String all = String.join(", ", names);
        String trouble = PackageRemoval.plan(
                draft,
                names,
                tools.title() + " have nothing to talk to on another hypervisor",
                List.of("installed: " + all));
        if (trouble != null) {
            draft.note("%s stay installed, and their services are disabled, since %s".formatted(all, trouble));
        }
        return trouble == null;
    }

    /** Deletes what an installer put there that is of no package: its own uninstaller asks for a kernel and for answers. */
    private static void withoutPackage(Draft draft, HypervisorTools tools) throws IOException {
        GuestFiles files = draft.files();
        if (tools.mark().isEmpty() || !files.isFile(tools.mark())) {
            return;
        }
        String reason = tools.title() + ", installed without a package, have nothing to talk to on another hypervisor";
        List<String> evidence = List.of(tools.mark());
        Services.delete(draft, tools.services(), reason, evidence);
        for (String path : tools.files()) {
            draft.delete(path, reason, evidence);
        }
        if (tools == HypervisorTools.VIRTUALBOX) {
            for (String folder : files.names("/opt")) {
                if (folder.startsWith("VBoxGuestAdditions-")) {
                    draft.delete("/opt/" + folder, reason, evidence);
                }
            }
        }
        for (String version : files.names("/lib/modules")) {
            modules(draft, tools, version, reason, evidence);
        }
    }

    private static void modules(
            Draft draft, HypervisorTools tools, String version, String reason, List<String> evidence)
            throws IOException {
        String folder = draft.real("/lib/modules/" + version + "/misc");
        if (folder == null) {
            return;
        }
        List<String> deleted = new ArrayList<>();
        for (String file : draft.files().names(folder)) {
            int dot = file.indexOf(".ko");
            if (dot > 0 && tools.modules().contains(file.substring(0, dot).replace('-', '_'))) {
                draft.delete(folder + "/" + file, reason, evidence);
                deleted.add(file);
            }
        }
        String list = draft.real("/lib/modules/" + version + "/modules.dep");
        if (deleted.isEmpty() || list == null || KernelModules.of(draft.files(), version) == null) {
            return;
        }
        if (!GuestPrograms.canRun(draft)) {
            draft.note("%s names modules that are gone, until depmod runs in the guest".formatted(list));
            return;
        }
        List<Proof> proofs = new ArrayList<>();
        deleted.forEach(file -> proofs.add(Proof.lacks(list, "misc/" + file)));
        draft.add(
                "the list of modules shall not name those that are gone",
                evidence,
                new Operation.RunCommand(List.of("depmod", version), List.of(list), proofs),
                folder + "/" + deleted.getFirst());
    }
}
