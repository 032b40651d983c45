package io.guestkit.inspect.boot.windows;

import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.inspect.windows.WindowsDraft;
import io.guestkit.inspect.windows.WindowsRules;
import io.guestkit.inspect.windows.WindowsTree;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A disk with two partitions as two trees: what the firmware starts, and Windows. Texts are {@link WindowsTree}'s and can be
 * changed before they are asked.
 */
public final class BootTrees {

    public static final String DISK = "0b2394a9-095e-487d-8d48-719ecd4d78ca";
    public static final String ESP = "36be3955-63bf-4068-a6ab-00195cca3a22";
    public static final String ROOT = "8e0f2c38-e4ea-47ba-b7fc-9d8c74dccf0b";
    public static final String ENTRY = "{733b62e5-f608-11eb-825c-c112f60133ab}";
    /** A partition of GPT as a real store has it, of the disk and the root above. */
    public static final String ON_ROOT =
            "00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,06,00,00,00,00,00,00,00,48,00,00,00,00,00,00,00,"
                    + "38,2c,0f,8e,ea,e4,ba,47,b7,fc,9d,8c,74,dc,cf,0b,00,00,00,00,00,00,00,00,"
                    + "a9,94,23,0b,5e,09,7d,48,8d,48,71,9e,cd,4d,78,ca,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00";
    /** A partition of an MBR disk: byte 0x15f00000 of disk b3eba8f1. */
    public static final String ON_MBR =
            "00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,06,00,00,00,00,00,00,00,48,00,00,00,00,00,00,00,"
                    + "00,00,f0,15,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,01,00,00,00,"
                    + "f1,a8,eb,b3,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00,00";

    public static final long MBR_OFFSET = 0x15f0_0000L;

    private static final String STORE = """
            [Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Description]
            "Type"=dword:10100002
            [Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\23000003]
            "Element"="ENTRY"
            [Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\24000001]
            "Element"=multi:"ENTRY"
            [Objects\\ENTRY\\Description]
            "Type"=dword:10200003
            [Objects\\ENTRY\\Elements\\11000001]
            "Element"=hex:DEVICE
            [Objects\\ENTRY\\Elements\\12000002]
            "Element"="\\\\Windows\\\\system32\\\\winload.efi"
            [Objects\\ENTRY\\Elements\\12000004]
            "Element"="Windows 10"
            [Objects\\ENTRY\\Elements\\14000006]
            "Element"=multi:"{6efb52bf-1766-41db-a6b3-0ee5eff72bd7}"
            [Objects\\ENTRY\\Elements\\21000001]
            "Element"=hex:DEVICE
            [Objects\\ENTRY\\Elements\\22000002]
            "Element"="\\\\Windows"
            [Objects\\{6efb52bf-1766-41db-a6b3-0ee5eff72bd7}\\Description]
            "Type"=dword:20200003
            [Objects\\{6efb52bf-1766-41db-a6b3-0ee5eff72bd7}\\Elements\\16000049]
            "Element"=hex:00
            """;

    /** A Windows 10 on the root above. */
    public static final String WINDOWS = """
            === Windows/System32/config/SYSTEM reg
            [Select]
            "Current"=dword:00000001
            "Default"=dword:00000001
            [ControlSet001\\Control]
            "PEFirmwareType"=dword:00000002
            [ControlSet001\\Services\\storahci]
            "Type"=dword:00000001
            "Start"=dword:00000000
            "ImagePath"=expand:"System32\\\\drivers\\\\storahci.sys"
            [ControlSet001\\Services\\storahci\\StartOverride]
            "0"=dword:00000000
            [ControlSet001\\Services\\stornvme]
            "Type"=dword:00000001
            "Start"=dword:00000000
            [ControlSet001\\Services\\stornvme\\StartOverride]
            "0"=dword:00000003
            [ControlSet001\\Enum\\PCI\\VEN_8086&DEV_2922&SUBSYS_11001AF4&REV_02\\3&13c0b0c5&0&FA]
            "ClassGUID"="{4d36e96a-e325-11ce-bfc1-08002be10318}"
            "Service"="storahci"
            [MountedDevices]
            "\\\\DosDevices\\\\C:"=hex:44,4d,49,4f,3a,49,44,3a,38,2c,0f,8e,ea,e4,ba,47,b7,fc,9d,8c,74,dc,cf,0b
            === Windows/System32/config/SOFTWARE reg
            [Microsoft\\Windows NT\\CurrentVersion]
            "ProductName"="Windows 10 Pro"
            "SystemRoot"="C:\\\\Windows"
            === Windows/System32/cmd.exe pe 8664
            === Windows/System32/ntoskrnl.exe pe 8664
            === Windows/System32/hal.dll pe 8664
            === Windows/System32/winload.efi pe 8664
            === Windows/System32/winload.exe pe 8664
            === Windows/System32/drivers/storahci.sys
            === Windows/System32/drivers/stornvme.sys
            === end
            """;

    /** The same on the partition of the MBR disk, as a BIOS started it. */
    public static final String WINDOWS_OF_BIOS = WINDOWS.replace(
                    "\"PEFirmwareType\"=dword:00000002", "\"PEFirmwareType\"=dword:00000001")
            .replace(
                    "44,4d,49,4f,3a,49,44,3a,38,2c,0f,8e,ea,e4,ba,47,b7,fc,9d,8c,74,dc,cf,0b",
                    "f1,a8,eb,b3,00,00,f0,15,00,00,00,00");

    private final Path folder;
    private final boolean uefi;
    private String loader;
    private String windows = WINDOWS;
    private String disk = DISK;
    private String rootGuid = ROOT;
    private boolean bootCode = true;
    private boolean active = true;
    private boolean virtio;

    private BootTrees(Path folder, boolean uefi, String loader) {
        this.folder = folder;
        this.uefi = uefi;
        this.loader = loader;
    }

    /** A Windows 10 on GPT, started by UEFI, whose every link holds. */
    static BootTrees uefi(Path folder) {
        return new BootTrees(
                folder, true, """
                === EFI/Microsoft/Boot/bootmgfw.efi pe 8664
                === EFI/BOOT/BOOTX64.EFI pe 8664
                === EFI/Microsoft/Boot/BCD reg
                """ + STORE.replace("ENTRY", ENTRY).replace("DEVICE", ON_ROOT) + "=== end\n");
    }

    /** A Windows 10 on an MBR disk, started by a BIOS. */
    static BootTrees bios(Path folder) {
        BootTrees trees = new BootTrees(
                folder,
                false,
                """
                === bootmgr
                === Boot/BCD reg
                """
                        + STORE.replace("ENTRY", ENTRY)
                                .replace("DEVICE", ON_MBR)
                                .replace("winload.efi", "winload.exe")
                        + "=== end\n");
        trees.disk = "b3eba8f1";
        trees.windows = WINDOWS_OF_BIOS;
        return trees;
    }

    BootTrees loader(String from, String to) {
        loader = changed(loader, from, to);
        return this;
    }

    BootTrees windows(String from, String to) {
        windows = changed(windows, from, to);
        return this;
    }

    private static String changed(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new IllegalArgumentException("nothing to change: " + from);
        }
        return text.replace(from, to);
    }

    BootTrees disk(String id) {
        disk = id;
        return this;
    }

    BootTrees root(String guid) {
        rootGuid = guid;
        return this;
    }

    BootTrees withoutBootCode() {
        bootCode = false;
        return this;
    }

    BootTrees inactive() {
        active = false;
        return this;
    }

    BootTrees onVirtio() {
        virtio = true;
        return this;
    }

    BootReport check() throws IOException {
        WindowsTree.unpack(loader, folder.resolve("loader"));
        Path root = folder.resolve("windows");
        WindowsTree.unpack(windows, root);
        List<Partition> partitions = List.of(
                partition(1, 1 << 20, ESP, !uefi && active),
                partition(2, MBR_OFFSET, uefi ? rootGuid : disk + "-02", false));
        PartitionTable table = new PartitionTable(
                uefi ? "gpt" : "mbr", Optional.of(disk), 512, partitions, !uefi && bootCode, List.of());
        Storage boot = storage("/dev/sda1", Optional.of(partitions.get(0)), uefi ? "vfat" : "ntfs", "loader");
        Storage system = storage("/dev/sda2", Optional.of(partitions.get(1)), "ntfs", "windows");
        List<Storage> all = new ArrayList<>();
        all.add(new Storage(
                "/dev/sda",
                "/dev/sda",
                List.of("/dev/sda"),
                List.of(),
                Optional.empty(),
                Optional.of(table),
                "",
                Optional.empty(),
                Optional.empty(),
                null));
        all.add(boot);
        all.add(system);
        WindowsDraft draft = WindowsRules.ask(root);
        Windows facts = draft.build(Map.of());
        return WindowsBootCheck.of(
                root,
                facts,
                draft.letters(),
                draft.findings().value(Fact.ARCHITECTURE),
                new GuestStorage(system, List.of(), new DeviceNames(all), all),
                virtio);
    }

    private static Partition partition(int number, long offset, String guid, boolean active) {
        return new Partition(number, offset, 1 << 20, "07", Optional.of(guid), Optional.empty(), active);
    }

    private Storage storage(String device, Optional<Partition> partition, String type, String tree) {
        return new Storage(
                device,
                "/dev/sda",
                List.of("/dev/sda"),
                List.of(),
                partition,
                Optional.empty(),
                type,
                Optional.empty(),
                Optional.empty(),
                folder.resolve(tree));
    }

    static List<String> links(BootReport report) {
        List<String> links = new ArrayList<>();
        for (BootLink link : report.links()) {
            links.add(link.link() + " " + link.verdict().name().toLowerCase(Locale.ROOT));
        }
        return links;
    }

    /** The one link of that name. */
    static BootLink link(BootReport report, String name) {
        for (BootLink link : report.links()) {
            if (link.link().equals(name)) {
                return link;
            }
        }
        throw new AssertionError("no link " + name + " in " + report.links());
    }
}
