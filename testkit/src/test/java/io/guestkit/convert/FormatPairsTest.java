package io.guestkit.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format into every other, natively, with qemu-img's word on what a guest sees in both. */
@Tag("oracle")
@Proves(
        area = "converter",
        feature = "every pair of raw, qcow2, vmdk, vpc, vhdx, vdi and their sub-formats, with --verify",
        verdict = "converted",
        referee = "qemu-img compare and check")
class FormatPairsTest {

    private record Shape(DiskFormat format, String option, String value) {
        Map<String, String> options() {
            return option.isEmpty() ? Map.of() : Map.of(option, value);
        }

        @Override
        public String toString() {
            return format + (option.isEmpty() ? "" : " " + option + "=" + value);
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape(DiskFormat.RAW, "", ""),
            new Shape(DiskFormat.QCOW2, "", ""),
            new Shape(DiskFormat.QCOW2, "extended_l2", "on"),
            new Shape(DiskFormat.VMDK, "subformat", "monolithicSparse"),
            new Shape(DiskFormat.VMDK, "subformat", "streamOptimized"),
            new Shape(DiskFormat.VMDK, "subformat", "monolithicFlat"),
            new Shape(DiskFormat.VMDK, "subformat", "twoGbMaxExtentSparse"),
            new Shape(DiskFormat.VHD, "subformat", "dynamic"),
            new Shape(DiskFormat.VHD, "subformat", "fixed"),
            new Shape(DiskFormat.VHDX, "subformat", "dynamic"),
            new Shape(DiskFormat.VHDX, "subformat", "fixed"),
            new Shape(DiskFormat.VDI, "static", "off"),
            new Shape(DiskFormat.VDI, "static", "on"));

    /** A multiple of a sector, and of nothing larger. */
    private static final long SIZE = 33 * 1024 * 1024 + 7 * 512;

    @TempDir
    Path folder;

    static Stream<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (Shape from : SHAPES) {
            for (Shape to : SHAPES) {
                pairs.add(Arguments.of(from, to));
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void bothWays(Shape from, Shape to) throws Exception {
        Path raw = SampleDisk.make(folder.resolve("source.raw"), SIZE);
        Path first = convert(raw, DiskFormat.RAW, "first", from);
        Path second = convert(first, from.format(), "second", to);
        Oracle qemu = Oracle.require("qemu-img");
        qemu.run("compare", "-q", "-f", "raw", "-F", to.format().id(), raw, second);
        boolean checks = switch (to.format()) {
            case QCOW2, VHDX, VDI -> true;
            case VMDK -> !to.value().endsWith("Flat");
            default -> false;
        };
        if (checks) {
            assertThat(qemu.run("check", "-f", to.format().id(), second).text()).contains("No errors");
        }
        try (DiskImage image = Disks.openImage(second, OpenOptions.DEFAULT.withFormat(to.format()))) {
            assertThat(image.check().findings()).isEmpty();
            assertThat(image.size()).isEqualTo(SIZE);
        }
    }

    private Path convert(Path source, DiskFormat format, String name, Shape shape) throws IOException {
        Path output = Files.createDirectory(folder.resolve(name))
                .resolve("disk." + shape.format().extensions().getFirst());
        new DiskConverter()
                .convert(Conversion.of(source, output, shape.format())
                        .open(OpenOptions.DEFAULT.withFormat(format))
                        .options(shape.options())
                        .engine(Engine.NATIVE)
                        .verify(true)
                        .build());
        return output;
    }
}
