package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageSpec;
import io.guestkit.io.StructView;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewDiskTest {

    private static NewDisk disk(long size, ImageSpec.Compression compression, String... options) {
        Map<String, String> map = new java.util.HashMap<>();
        for (String option : options) {
            map.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return NewDisk.of("disk.vmdk", new ImageSpec(size, Optional.empty(), compression, FormatOptions.of(map)));
    }

    private static String descriptor(NewDisk disk) {
        return new String(disk.descriptor(0xabc), StandardCharsets.UTF_8);
    }

    @Test
    void compressionAloneChoosesTheStream() {
        assertThat(disk(512, ImageSpec.Compression.NONE).subformat()).isEqualTo(Subformat.MONOLITHIC_SPARSE);
        assertThat(disk(512, ImageSpec.Compression.ZLIB).subformat()).isEqualTo(Subformat.STREAM_OPTIMIZED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "512|ZSTD|subformat=streamOptimized|compressed by zlib only",
                "512|ZLIB|subformat=monolithicSparse|cannot be compressed",
                "512|NONE|subformat=thick|option subformat is thick",
                "512|NONE|adapter_type=pvscsi|option adapter_type is pvscsi",
                "512|NONE|hwversion=0|option hwversion is 0",
                "512|NONE|hwversion=1a|option hwversion is 1a",
                "512|NONE|toolsversion=x|option toolsversion is x",
                "512|NONE|cluster_size=4k|no option cluster_size",
                "0|NONE|hwversion=4|a VMDK disk of 0 bytes",
                "70368744177665|NONE|hwversion=4|64 TiB",
            })
    void refused(long size, ImageSpec.Compression compression, String option, String message) {
        assertThatThrownBy(() -> disk(size, compression, option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parents() {
        FormatOptions flat = FormatOptions.of(Map.of("subformat", "monolithicFlat"));
        ImageSpec.BackingLink raw = new ImageSpec.BackingLink("base", DiskFormat.RAW);
        ImageSpec.BackingLink vmdk = new ImageSpec.BackingLink("base", DiskFormat.VMDK);
        assertThatThrownBy(
                        () -> NewDisk.of("d", new ImageSpec(512, Optional.of(vmdk), ImageSpec.Compression.NONE, flat)))
                .hasMessageContaining("have no backing file");
        assertThatThrownBy(() -> NewDisk.of(
                        "d", new ImageSpec(512, Optional.of(raw), ImageSpec.Compression.NONE, FormatOptions.NONE)))
                .hasMessageContaining("has to be one, too");
        assertThatThrownBy(() -> NewDisk.of(
                        "d", new ImageSpec(512, Optional.of(vmdk), ImageSpec.Compression.NONE, FormatOptions.NONE)))
                .hasMessageContaining("has no CID");
        assertThatThrownBy(() -> NewDisk.of("a\"b", ImageSpec.of(512))).hasMessageContaining("no quotes");
    }

    @Test
    void descriptors() throws Exception {
        NewDisk disk = disk(40L << 30, ImageSpec.Compression.NONE, "adapter_type=lsilogic", "compat6=on");
        assertThat(descriptor(disk))
                .startsWith("# Disk DescriptorFile\nversion=1\n")
                .contains("CID=00000abc\nparentCID=ffffffff\ncreateType=\"monolithicSparse\"\n")
                .contains("\nRW 83886080 SPARSE \"disk.vmdk\"\n")
                .contains("ddb.geometry.cylinders = \"5221\"\nddb.geometry.heads = \"255\"\n")
                .contains("ddb.virtualHWVersion = \"6\"\n");
        assertThat(descriptor(disk(40L << 30, ImageSpec.Compression.NONE)))
                .contains("ddb.geometry.cylinders = \"16383\"\nddb.geometry.heads = \"16\"\n")
                .contains("ddb.geometry.sectors = \"63\"\nddb.adapterType = \"ide\"\n");
        Descriptor split = Descriptor.parse(
                DescriptorText.parse(disk(5L << 30, ImageSpec.Compression.NONE, "subformat=twoGbMaxExtentSparse")
                        .descriptor(1)));
        assertThat(split.extents())
                .extracting(line -> line.name().orElse(""))
                .containsExactly("disk-s001.vmdk", "disk-s002.vmdk", "disk-s003.vmdk");
        assertThat(split.extents()).extracting(ExtentLine::sectors).containsExactly(4192256L, 4192256L, 2101248L);
    }

    @Test
    void headers() throws Exception {
        SparseHeader header = new SparseHeader(3, 7, 1000, 128, 1, 20, 512, 21, 30, 128, true, 0);
        assertThat(SparseHeader.parse(StructView.littleEndian("header", header.toBytes())))
                .isEqualTo(header);
    }

    @Test
    void contentIdsAreOfWhatIsStoredAndNotOfHowItWasCut() {
        ContentId one = new ContentId(5);
        one.add(0, 100);
        one.add(100, 100);
        one.add(500, 1);
        ContentId other = new ContentId(5);
        other.add(0, 200);
        other.add(500, 1);
        long id = one.value();
        assertThat(id).isEqualTo(other.value()).isNotEqualTo(new ContentId(5).value());
        assertThat(id).isBetween(1L, 0xffff_fffdL);
    }
}
