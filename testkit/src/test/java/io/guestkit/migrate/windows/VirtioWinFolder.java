package io.guestkit.migrate.windows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of drivers as virtio-win has them, with INF files of the same structure and programs that are headers only. */
public final class VirtioWinFolder {

    private static final int AMD64 = 0x8664;
    private static final int X86 = 0x014c;

    private VirtioWinFolder() {}

    /** Drivers for Windows 7, 10, 11 and Server 2022, of both processors, in the encodings that occur. */
    public static Path make(Path folder) throws IOException {
        for (String system : new String[] {"w7", "w10", "w11", "2k22"}) {
            String decoration = system.equals("w7") ? ".6.1" : ".10.0";
            storage(folder.resolve("viostor/" + system + "/amd64"), viostor("NTamd64" + decoration), AMD64, "viostor");
            storage(folder.resolve("vioscsi/" + system + "/amd64"), vioscsi("NTamd64" + decoration), AMD64, "vioscsi");
            network(folder.resolve("NetKVM/" + system + "/amd64"), "NTamd64" + decoration);
        }
        storage(folder.resolve("viostor/w10/x86"), viostor("NTx86.10.0"), X86, "viostor");
        Path protocol = Files.createDirectories(folder.resolve("sriov/w11/amd64"));
        Files.writeString(protocol.resolve("vioprot.inf"), """
                [Version]
                Signature = "$Windows NT$"
                Class = NetTrans
                ClassGuid = {4D36E975-E325-11CE-BFC1-08002BE10318}
                Provider = Us
                DriverVer = 01/02/2024,1.2.3.4
                [Manufacturer]
                Us = Protocol,NTamd64.10.0
                [Protocol.NTamd64.10.0]
                Failover = install, VIO_PROTOCOL
                """);
        Files.writeString(
                folder.resolve("broken.inf"),
                "[Version]\nSignature=\"$Windows NT$\"\n"
                        + "DriverVer=99/99/2024\n[Manufacturer]\na=b\n[b]\nc=d,PCI\\VEN_1AF4&DEV_1001\n");
        Files.write(folder.resolve("virtio-win_license.txt"), new byte[10]);
        return folder;
    }

    private static void storage(Path directory, String inf, int machine, String name) throws IOException {
        Files.createDirectories(directory);
        Charset charset =
                directory.toString().contains("w11") ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1;
        String text = charset == StandardCharsets.UTF_16LE ? "\ufeff" + inf : inf;
        Files.write(directory.resolve(name + ".inf"), text.replace("\n", "\r\n").getBytes(charset));
        Files.write(directory.resolve(name + ".sys"), program(machine, directory.toString()));
        Files.writeString(directory.resolve(name + ".cat"), "signatures of " + name);
        Files.writeString(directory.resolve(name + ".pdb"), "symbols");
    }

    private static void network(Path directory, String decoration) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("netkvm.inf"), netkvm(decoration));
        Files.write(directory.resolve("netkvm.sys"), program(AMD64, directory.toString()));
        Files.writeString(directory.resolve("netkvm.cat"), "signatures of netkvm");
        Files.writeString(directory.resolve("netkvmco.exe"), "a tool");
    }

    /** The header of a program, and something that tells one from another. */
    static byte[] program(int machine, String content) {
        byte[] text = content.substring(content.lastIndexOf("virtio-win") + 1).getBytes(StandardCharsets.UTF_8);
        ByteBuffer pe = ByteBuffer.allocate(512 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        pe.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x80).putInt(0x80, 0x4550).putShort(0x84, (short) machine);
        pe.put(512, text);
        return pe.array();
    }

    static String viostor(String decoration) {
        return storageInf("viostor", decoration, "1", """
                %disk.DeviceDesc% = disk_inst, PCI\\VEN_1AF4&DEV_1001&SUBSYS_00021AF4&REV_00, PCI\\VEN_1AF4&DEV_1001
                %disk.DeviceDesc% = disk_inst, PCI\\VEN_1AF4&DEV_1042&SUBSYS_11001AF4&REV_01, PCI\\VEN_1AF4&DEV_1042
                """);
    }

    static String vioscsi(String decoration) {
        return storageInf("vioscsi", decoration, "0x0000000A", """
                %disk.DeviceDesc% = disk_inst, PCI\\VEN_1AF4&DEV_1004&SUBSYS_00081AF4&REV_00, PCI\\VEN_1AF4&DEV_1004
                %disk.DeviceDesc% = disk_inst, PCI\\VEN_1AF4&DEV_1048&SUBSYS_11001AF4&REV_01, PCI\\VEN_1AF4&DEV_1048
                """);
    }

    private static String storageInf(String name, String decoration, String busType, String models) {
        return """
                ; A driver for disks
                [Version]
                Signature   = "$Windows NT$"
                Class       = SCSIAdapter
                ClassGUID   = {4D36E97B-E325-11CE-BFC1-08002BE10318}
                Provider    = %%VENDOR%%
                DriverVer   = 01/02/2024,100.95.104.26200 ; of the tests
                CatalogFile = %1$s.cat
                PnpLockdown = 1

                [DestinationDirs]
                Driver_Files = 12

                [Manufacturer]
                %%VENDOR%% = Models, %2$s

                [Models.%2$s]
                %4$s
                [disk_inst]
                CopyFiles = Driver_Files

                [Driver_Files]
                %1$s.sys,,,2

                [disk_inst.Services]
                AddService = %1$s, %%SPSVCINST_ASSOCSERVICE%%, service_inst, event_inst

                [service_inst]
                ServiceType    = %%SERVICE_KERNEL_DRIVER%%
                StartType      = %%SERVICE_BOOT_START%%
                ErrorControl   = %%SERVICE_ERROR_NORMAL%%
                ServiceBinary  = %%12%%\\%1$s.sys
                LoadOrderGroup = "SCSI miniport"
                AddReg         = service_values, \\
                                 more_values

                [service_values]
                HKR, "Parameters\\PnpInterface", "5", %%REG_DWORD%%, 0x00000001
                HKR, "Parameters", "BusType", %%REG_DWORD%%, %3$s

                [more_values]
                HKR, "Parameters",,%%FLG_ADDREG_KEYONLY%%

                [disk_inst.HW]
                AddReg = hardware_values

                [hardware_values]
                HKR, "Interrupt Management",, 0x00000010
                HKR, "Interrupt Management\\MessageSignaledInterruptProperties", MSISupported, 0x00010001, 1

                [event_inst]
                AddReg = event_values

                [event_values]
                HKR,,EventMessageFile,0x00020000,"%%%%SystemRoot%%%%\\System32\\IoLogMsg.dll"

                [Strings]
                VENDOR = "Testers, Inc."
                disk.DeviceDesc = "A ""virtio"" disk; for tests"
                SPSVCINST_ASSOCSERVICE = 0x00000002
                SERVICE_KERNEL_DRIVER = 1
                SERVICE_BOOT_START = 0
                SERVICE_ERROR_NORMAL = 1
                REG_DWORD = 0x00010001
                FLG_ADDREG_KEYONLY = 0x00000010
                """.formatted(name, decoration, busType, models);
    }

    private static String netkvm(String decoration) {
        return """
                [Version]
                Signature = "$Windows NT$"
                Class = Net
                ClassGUID = {4d36e972-e325-11ce-bfc1-08002be10318}
                Provider = Testers
                DriverVer = 01/02/2024,100.95.104.26200
                CatalogFile = netkvm.cat
                [Manufacturer]
                Testers = Network, %1$s
                [Network.%1$s]
                Card = net_inst.ndi, PCI\\VEN_1AF4&DEV_1000&SUBSYS_00011AF4&REV_00, PCI\\VEN_1AF4&DEV_1000
                Card = net_inst.ndi, PCI\\VEN_1AF4&DEV_1041&SUBSYS_11001AF4&REV_01, PCI\\VEN_1AF4&DEV_1041
                [net_inst.ndi.Services]
                AddService = netkvm, 2, net_service
                [net_service]
                ServiceType = 1
                StartType = 3
                ErrorControl = 1
                ServiceBinary = %%12%%\\netkvm.sys
                LoadOrderGroup = NDIS
                """.formatted(decoration);
    }
}
