package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineCommandTest {

    @TempDir
    Path folder;

    private String image;

    @BeforeEach
    void makeImage() throws IOException {
        image = HandMadeQcow2.make(folder.resolve("disk.qcow2")).toString();
    }

    @Test
    void theChoicesAreExplained() {
        Cli run = Cli.run("machine", image, "--memory", "512", "--cpus", "1");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("disk: x86_64, bios, q35, 512.0 MiB of memory, 1 processor\n")
                .contains("  guest none: no system was found on the disks\n");
    }

    @Test
    void eachFormatIsOneDocument() {
        assertThat(Cli.run("machine", image, "--output", "libvirt", "--name", "web")
                        .out())
                .startsWith("<domain type=\"kvm\">")
                .contains("<name>web</name>")
                .contains("file=\"" + image + "\"");
        assertThat(Cli.run("machine", image, "--output", "qemu", "--firmware", "uefi")
                        .out())
                .startsWith("#!/bin/sh\n")
                .contains("exec qemu-system-x86_64 ")
                .contains("disk.nvram");
        assertThat(Cli.run("machine", image, "--output", "json", "--bus", "virtio-scsi")
                        .out())
                .contains("\"bus\": \"virtio-scsi\"");
    }

    @ParameterizedTest
    @CsvSource({
        "--memory, 1K, whole MiB",
        "--cpus, 5000, 1 to 1024",
        "--bus, usb, virtio",
        "--firmware, coreboot, bios",
        "--memory, much, much"
    })
    void mistakesAreNamed(String flag, String value, String said) {
        Cli run = Cli.run("machine", image, flag, value);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(said);
    }

    @Test
    void aBootTestDestroysNothing() throws IOException {
        Path kept = Files.writeString(folder.resolve("log"), "precious");
        Cli run = Cli.run("boot-test", image, "--serial-log", kept.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("--force replaces it");
        assertThat(Files.readString(kept)).isEqualTo("precious");
        assertThat(Cli.run("boot-test", image, "--timeout", "100000").code()).isEqualTo(ExitCode.USAGE);
        Cli variables = Cli.run("boot-test", image, "--firmware", "bios", "--nvram", kept.toString());
        assertThat(variables.code()).isEqualTo(ExitCode.USAGE);
        assertThat(variables.err()).contains("--nvram is for UEFI");
    }
}
