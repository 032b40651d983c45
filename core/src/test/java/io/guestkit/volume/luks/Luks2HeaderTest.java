package io.guestkit.volume.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Luks2HeaderTest {

    private static LuksHeader read(BytesSource device) throws IOException {
        return LuksDriver.header(device, device, false);
    }

    private static List<String> warnings(LuksHeader header) {
        return header.warnings().stream()
                .map(w -> w.where() + ": " + w.message())
                .toList();
    }

    @Test
    void a_good_one() throws IOException {
        LuksHeader header = read(new Luks2Bytes(Luks2Bytes.JSON).source());
        assertThat(header.version()).isEqualTo(2);
        assertThat(header.uuid()).isEqualTo("11111111-2222-4333-8444-555555555555");
        assertThat(header.label()).contains("a label");
        assertThat(header.keyLength()).isEqualTo(64);
        assertThat(header.keyslots()).extracting(Keyslot::number).containsExactly(3, 0); // by priority
        assertThat(header.segments())
                .containsExactly(new Segment(65536, 8192, CipherSpec.parse("aes-xts-plain64"), 0, 512));
        assertThat(header.warnings()).isEmpty();
    }

    @Test
    void the_newer_copy_counts() throws IOException {
        Luks2Bytes device = new Luks2Bytes(Luks2Bytes.JSON);
        device.header(
                Luks2Bytes.HEADER,
                "SKUL\u00ba\u00be",
                2,
                Luks2Bytes.JSON.replace("\"sector_size\":512", "\"sector_size\":4096"));
        LuksHeader header = read(device.source());
        assertThat(header.segments().getFirst().sectorSize()).isEqualTo(4096);
        assertThat(warnings(header)).containsExactly("luks2 header: the copies differ in age; the newer one is used");
    }

    @Test
    void the_secondary_does_where_the_primary_is_bad() throws IOException {
        LuksHeader header = read(new Luks2Bytes(Luks2Bytes.JSON).put(5000, 1).source());
        assertThat(warnings(header))
                .singleElement()
                .asString()
                .contains("only the secondary is good", "csum at +0x1c0");
    }

    @Test
    void the_primary_does_where_the_secondary_is_bad() throws IOException {
        LuksHeader header = read(
                new Luks2Bytes(Luks2Bytes.JSON).put(Luks2Bytes.HEADER + 5000, 1).source());
        assertThat(warnings(header)).containsExactly("luks2 header: the secondary is bad");
    }

    @Test
    void a_copy_whose_json_is_bad_does_not_count() throws IOException {
        Luks2Bytes device = new Luks2Bytes(Luks2Bytes.JSON).header(0, "LUKS\u00ba\u00be", 9, "{\"keyslots\":");
        LuksHeader header = read(device.source());
        assertThat(warnings(header)).last().asString().contains("the copy at 0 is bad: luks2 json: byte");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8 | 12345 | hdr_size at +0x8 is 12345, expected a power of 2 in 16384..4194304",
                "8 | -1 | hdr_size at +0x8 is 18446744073709551615, expected less than 2^63",
                "256 | 7 | hdr_offset at +0x100 is 7, expected 0",
            })
    void one_field_is_wrong(int offset, long value, String error) {
        BytesSource device = new Luks2Bytes(Luks2Bytes.JSON)
                .put64(offset, value)
                .seal(0)
                .put(Luks2Bytes.HEADER, 'x')
                .source();
        assertThatThrownBy(() -> read(device))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("luks2 primary header: " + error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"key_size\":64, | \"key_size\":0, | keyslots.0.key_size is 0, expected 1..512",
                "\"stripes\":4, | \"stripes\":4001, | keyslots.0.af.stripes is 4001, expected 1..4000",
                "\"offset\":\"32768\" | \"offset\":\"8192\" | keyslots.0.area.offset is 8192, expected 32768 or more",
                "\"offset\":\"32768\" | \"offset\":\"9223372036854771712\" | keyslots.0.area.offset is 9223372036854771712",
                "\"offset\":\"32768\" | \"offset\":\"36864\" | expected an area that is not that of another keyslot",
                "\"offset\":\"32768\" | \"offset\":\"32769\" | expected a multiple of 4096 below 2^63",
                "\"offset\":\"32768\" | \"offset\":32768 | keyslots.0.area.offset is 32768, expected a text",
                "\"size\":\"4096\" | \"size\":\"0\" | keyslots.0.area.size is 0, expected 512 or more",
                "\"iterations\":1000, | \"iterations\":0, | iterations is 0, expected 1..2147483647",
                "\"memory\":64 | \"memory\":15 | keyslots.3.kdf.memory is 15, expected 16..4194304",
                "\"memory\":64 | \"memory\":4194305 | keyslots.3.kdf.memory is 4194305, expected 16..4194304",
                "\"cpus\":2 | \"cpus\":0 | keyslots.3.kdf.cpus is 0, expected 1..255",
                "\"time\":4 | \"time\":0 | keyslots.3.kdf.time is 0, expected 1..2147483647",
                "\"salt\":\"AAECAw==\" | \"salt\":\"???\" | salt is \"???\", expected base64",
                "\"priority\":2 | \"priority\":3 | keyslots.3.priority is 3, expected 0..2",
                "\"type\":\"luks2\" | \"typ\":\"luks2\" | keyslots.0.type is missing",
                "\"size\":\"dynamic\" | \"size\":\"8704\" | segments.0.size is 8704, expected what the device has behind",
                "\"size\":\"dynamic\" | \"size\":\"100\" | segments.0.size is \"100\", expected a multiple of 512",
                "\"offset\":\"65536\" | \"offset\":\"1048576\" | segments.0.offset is 1048576, expected a sector of",
                "\"sector_size\":512 | \"sector_size\":8192 | segments.0.sector_size is 8192, expected 512..4096",
                "\"sector_size\":512 | \"sector_size\":1536 | segments.0.sector_size is 1536, expected a power of 2",
                "\"segments\":[\"0\"] | \"segments\":[] | digests is without one of segment 0",
                "\"keyslots\":[\"0\",\"3\"] | \"keyslots\":3 | digests.0.keyslots is 3, expected an array",
                "\"tokens\":{ | \"segments\":{}, \"tokens\":{ | Duplicate field",
                "\"key_size\":64,\"priority\" | \"key_size\":32,\"priority\" | but another keyslot of digests.0 has 64",
            })
    void one_value_is_wrong(String old, String replacement, String error) {
        BytesSource device = Luks2Bytes.with(old, replacement).source();
        assertThatThrownBy(() -> read(device))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("luks2 json: ")
                .hasMessageContaining(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"config\":{ | \"config\":{\"requirements\":{\"mandatory\":[\"online-reencrypt-v2\"]}, "
                        + "| LUKS2 reencryption in progress (online-reencrypt-v2)",
                "\"config\":{ | \"config\":{\"requirements\":{\"mandatory\":[\"opal\"]}, | LUKS2 requirement opal",
                "\"type\":\"crypt\" | \"type\":\"hw-opal\" | LUKS2 segment of type hw-opal",
                "\"sector_size\":512 | \"sector_size\":512,\"integrity\":{\"type\":\"hmac(sha256)\"} "
                        + "| LUKS2 with integrity protection (hmac(sha256))",
                "\"sector_size\":512 | \"sector_size\":512,\"flags\":[\"in-reencryption\"] | flag in-reencryption",
                "\"iv_tweak\":\"0\",\"encryption\":\"aes-xts-plain64\" "
                        + "| \"iv_tweak\":\"0\",\"encryption\":\"xchacha12,aes-adiantum-plain64\" | cipher xchacha12,aes",
                "\"offset\":\"65536\" | \"offset\":\"0\" | its data are on another device",
                "\"type\":\"pbkdf2\",\"keyslots\" | \"type\":\"scrypt\",\"keyslots\" | LUKS2 digest of type scrypt",
            })
    void refused_by_name(String old, String replacement, String error) {
        BytesSource device = Luks2Bytes.with(old, replacement).source();
        assertThatThrownBy(() -> read(device))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(error);
    }

    @Test
    void a_keyslot_that_cannot_be_used_leaves_the_others() throws IOException {
        LuksHeader header = read(Luks2Bytes.with("\"hash\":\"sha512\"", "\"hash\":\"streebog256\"")
                .source());
        assertThat(header.keyslots()).extracting(Keyslot::number).containsExactly(0);
        assertThat(warnings(header)).singleElement().asString().contains("luks2 keyslot 3", "streebog256");
    }

    @Test
    void what_is_bound_elsewhere_or_to_be_ignored_is_not_tried() throws IOException {
        assertThat(read(Luks2Bytes.with("[\"0\",\"3\"]", "[\"3\"]").source()).keyslots())
                .extracting(Keyslot::number)
                .containsExactly(3);
        assertThat(read(Luks2Bytes.with("\"priority\":2", "\"priority\":0").source())
                        .keyslots())
                .extracting(Keyslot::number)
                .containsExactly(0);
    }

    @Test
    void several_segments() throws IOException {
        String first = "\"size\":\"4096\",\"iv_tweak\":\"0\",\"encryption\":\"aes-xts-plain64\",\"sector_size\":512}";
        String second = "\"1\":{\"type\":\"crypt\",\"offset\":\"69632\","
                + first.replace("4096", "dynamic").replace("tweak\":\"0", "tweak\":\"8");
        String json = Luks2Bytes.JSON
                .replace("\"size\":\"dynamic\"", "\"size\":\"4096\"")
                .replace("\"sector_size\":512}", "\"sector_size\":512}," + second)
                .replace("\"segments\":[\"0\"]", "\"segments\":[\"0\",\"1\"]");
        LuksHeader header = read(new Luks2Bytes(json).source());
        CipherSpec cipher = CipherSpec.parse("aes-xts-plain64");
        assertThat(header.segments())
                .containsExactly(new Segment(65536, 4096, cipher, 0, 512), new Segment(69632, 4096, cipher, 8, 512));
    }

    @Test
    void argon2_that_needs_more_memory_than_there_is_says_so() throws IOException {
        Kdf.Argon2 kdf = new Kdf.Argon2(false, new byte[16], 1, Kdf.Argon2.MAX_MEMORY, 1);
        assertThatThrownBy(() -> kdf.derive(new byte[] {1}, 32))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("argon2id needs 4096 MiB of memory")
                .hasMessageContaining("-Xmx4608m");
    }

    @Test
    void work_without_end_is_refused() throws IOException {
        BytesSource device = Luks2Bytes.with("1000", "2147483647").source();
        LuksHeader header = read(device);
        assertThatThrownBy(() -> VolumeKey.unlock(header, device, List.of(new byte[] {1})))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("keyslot 3: deriving its key would take");
    }

    @Test
    void a_wrong_key_is_said_to_be_wrong() throws IOException {
        BytesSource device = new Luks2Bytes(Luks2Bytes.JSON).source();
        assertThatThrownBy(() -> VolumeKey.unlock(read(device), device, List.of(new byte[] {1})))
                .isInstanceOfSatisfying(
                        io.guestkit.io.KeyRequiredException.class,
                        e -> assertThat(e.isWrong()).isTrue())
                .isInstanceOf(DiskException.class);
    }
}
