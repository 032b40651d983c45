package io.guestkit.inspect.boot;

import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.storage.FirmwareEvidence;
import io.guestkit.inspect.storage.Storage;
import java.io.IOException;
import java.util.List;

/** The first links of the chain: whether firmware finds a loader to start. */
final class LoaderCheck {

    /** Kinds of EFI programs, the one that an entry of the firmware most likely names last. */
    private static final List<String> LOADERS = List.of("efi", "linux", "uki", "systemd-boot", "grub2", "shim");

    private final BootMenus menus;
    private final FirmwareEvidence firmware;
    private final String architecture;
    private final boolean virtio;
    private final List<BootLink> links;

    /**
     * @param architecture of the guest; empty if that is not known
     * @param virtio whether the guest is to start on a new machine
     * @param links gets what is found
     */
    LoaderCheck(BootMenus menus, FirmwareEvidence firmware, String architecture, boolean virtio, List<BootLink> links) {
        this.menus = menus;
        this.firmware = firmware;
        this.architecture = architecture;
        this.virtio = virtio;
        this.links = links;
    }

    private void add(String link, Verdict verdict, String detail, String source) {
        links.add(new BootLink(link, verdict, detail, source));
    }

    void firmware() {
        String found = firmware.found().isEmpty() ? "no loader and no boot code" : String.join("; ", firmware.found());
        switch (firmware.firmware()) {
            case UEFI -> add("firmware", Verdict.OK, "the disks are prepared for UEFI", found);
            case BIOS -> add("firmware", Verdict.OK, "the disks are prepared for a BIOS", found);
            case UNKNOWN ->
                add(
                        "firmware",
                        Verdict.UNKNOWN,
                        found.contains("UEFI loader")
                                ? "the disks are prepared for BIOS and UEFI"
                                : "nothing on the disks starts them: perhaps a kernel from outside does",
                        found);
        }
    }

    void loader() throws IOException {
        menus.findPrograms();
        if (firmware.firmware() == Firmware.BIOS) {
            boolean code = false;
            boolean place = false;
            for (String each : firmware.found()) {
                code |= each.contains("boot code");
                place |= !each.contains("boot code");
            }
            add(
                    "loader",
                    code ? Verdict.OK : Verdict.BROKEN,
                    code
                            ? "there is boot code" + (place ? "" : ", and no partition that it goes on in")
                            : "there is a partition for a boot loader and no boot code",
                    String.join("; ", firmware.found()));
            return;
        }
        BootMenus.EfiProgram removable = null;
        for (BootMenus.EfiProgram program : menus.programs()) {
            String machine = program.headers().architecture().orElse("");
            if (program.removable() && (architecture.isEmpty() || machine.equals(architecture))) {
                removable = program;
            }
        }
        if (removable != null) {
            add(
                    "loader",
                    Verdict.OK,
                    "%s, where firmware looks without being told to".formatted(removable.kind()),
                    removable.file().shown());
        } else if (!menus.programs().isEmpty()) {
            onlyOfVendors(menus.programs());
        } else if (firmware.firmware() == Firmware.UEFI) {
            add(
                    "loader",
                    Verdict.BROKEN,
                    "what is named like an EFI loader is none",
                    String.join("; ", firmware.found()));
        }
    }

    /**
     * The small scripts beside a GRUB for EFI. Which of them it reads is written inside of it, so that one which leads
     * somewhere is enough, and none proves nothing.
     */
    void stubs(BootFiles files, List<Storage> all) throws IOException {
        List<GrubStub> stubs = firmware.firmware() == Firmware.BIOS ? List.of() : GrubStub.all(files);
        if (!stubs.isEmpty() && stubs.stream().noneMatch(stub -> stub.finds(all))) {
            GrubStub first = stubs.getFirst();
            add(
                    "configuration",
                    Verdict.UNKNOWN,
                    "GRUB would look for the file system with the %s %s, which is none of the guest's"
                            .formatted(first.label() ? "label" : "UUID", first.name()),
                    first.file().shown() + ":" + first.line());
        }
    }

    /**
     * An entry in the memory of the old machine's firmware names such a loader. A new machine has an empty one, looks only
     * into EFI/BOOT (UEFI 2.10, 3.5.1.1) and finds nothing, unless it has a BIOS and the disk boot code, too.
     */
    private void onlyOfVendors(List<BootMenus.EfiProgram> programs) {
        BootMenus.EfiProgram first = programs.getFirst();
        for (BootMenus.EfiProgram each : programs) {
            boolean better = LOADERS.indexOf(each.kind()) > LOADERS.indexOf(first.kind());
            first = better && !each.removable() ? each : first;
        }
        boolean isNew = virtio && firmware.firmware() == Firmware.UEFI;
        // what is known to work from another directory, so that the fix copies it
        boolean copied = LOADERS.indexOf(first.kind()) >= LOADERS.indexOf("systemd-boot");
        add(
                "loader",
                isNew ? Verdict.BROKEN : Verdict.UNKNOWN,
                "%s, and no %sloader in EFI/BOOT: only an entry in the firmware's memory, which is on no disk, starts it; %s%s"
                        .formatted(
                                first.kind(),
                                architecture.isEmpty() ? "" : architecture + " ",
                                isNew ? "a new machine has none, and needs" : "a new machine would need",
                                copied ? " a copy there, which the fix efi-fallback makes" : " a loader there"),
                first.file().shown());
    }
}
