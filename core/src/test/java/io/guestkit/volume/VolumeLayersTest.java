package io.guestkit.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.SliceSource;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The order in which layers are put together, shown by two layers that are easy to write down: a joined volume has the
 * magic of LVM's label, its name, and the number of parts; a locked one that of LUKS.
 */
class VolumeLayersTest {

    private static final int HEADER = 1024;

    /** A volume that starts with a label; {@code inside} follows it. */
    private static byte[] part(String group, int parts, byte[] inside) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + inside.length);
        bytes.put(0, "LABELONE".getBytes(StandardCharsets.US_ASCII));
        bytes.put(0x18, "LVM2 001".getBytes(StandardCharsets.US_ASCII));
        bytes.put(0x40, group.getBytes(StandardCharsets.US_ASCII));
        bytes.put(0x60, (byte) parts);
        bytes.put(HEADER, inside);
        return bytes.array();
    }

    private static byte[] locked(byte[] inside) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + inside.length);
        bytes.put(0, "LUKS\u00ba\u00be\0\1".getBytes(StandardCharsets.ISO_8859_1));
        bytes.put(HEADER, inside);
        return bytes.array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private record Part(Volume volume, String group, int parts, BlockSource inside) implements LayerMember {
        @Override
        public String description() {
            return "joined " + group;
        }
    }

    private static final class Joined implements LayerDriver<Part> {
        @Override
        public List<String> types() {
            return List.of("LVM2_member");
        }

        @Override
        public Optional<Part> member(Volume volume) throws IOException {
            String group = new String(volume.content().readBytes(0x40, 0x20), StandardCharsets.US_ASCII).trim();
            if (group.equals("broken")) {
                throw new CorruptDataException("label: is broken");
            }
            BlockSource inside =
                    new SliceSource(volume.content(), HEADER, volume.content().size() - HEADER);
            return Optional.of(new Part(volume, group, volume.content().readBytes(0x60, 1)[0], inside));
        }

        @Override
        public boolean isComplete(List<Part> members) {
            return members.size() >= members.getFirst().parts();
        }

        @Override
        public LayerResult assemble(List<Part> members, Predicate<String> taken) throws IOException {
            String name = members.getFirst().group();
            if (name.equals("refused")) {
                throw new CorruptDataException("group: is refused");
            }
            List<BlockSource> parts = new ArrayList<>();
            for (Part member : members) {
                parts.add(member.inside());
            }
            List<NotExamined> missing = new ArrayList<>();
            if (!isComplete(members)) {
                missing.add(new NotExamined(
                        members.getFirst().volume().location().then("joined " + name),
                        NotExamined.Code.UNREADABLE,
                        "is not complete"));
            }
            return new LayerResult(
                    List.of(new LayerVolume(
                            name.startsWith("md") ? Volume.Kind.RAID : Volume.Kind.LV,
                            "/dev/" + (name.startsWith("same") ? "same" : name),
                            "joined " + name,
                            new ConcatSource(parts),
                            Optional.of("uuid of " + name),
                            Optional.of(name),
                            List.of("/dev/alias/" + name))),
                    missing,
                    List.of(new Warning("joined " + name, "is odd")));
        }
    }

    private record Lock(Volume volume) implements LayerMember {
        @Override
        public String group() {
            return volume.device();
        }

        @Override
        public String description() {
            return "crypto_LUKS";
        }
    }

    private record Unlocked(boolean hasKey) implements LayerDriver<Lock> {
        @Override
        public List<String> types() {
            return List.of("crypto_LUKS");
        }

        @Override
        public Optional<Lock> member(Volume volume) {
            return Optional.of(new Lock(volume));
        }

        @Override
        public boolean isComplete(List<Lock> members) {
            return true;
        }

        @Override
        public LayerResult assemble(List<Lock> members, Predicate<String> taken) throws IOException {
            if (!hasKey) {
                throw new KeyRequiredException("no key was given for it");
            }
            Volume locked = members.getFirst().volume();
            BlockSource inside =
                    new SliceSource(locked.content(), HEADER, locked.content().size() - HEADER);
            String device = "/dev/mapper/luks-" + locked.device().substring(5).replace('/', '-');
            return new LayerResult(
                    List.of(new LayerVolume(
                            Volume.Kind.LUKS, device, "luks", inside, Optional.empty(), Optional.empty(), List.of())),
                    List.of(),
                    List.of());
        }
    }

    private static ScanResult scan(boolean hasKey, List<TableDriver> tables, byte[]... disks) {
        List<NamedDisk> named = new ArrayList<>();
        for (byte[] disk : disks) {
            String name = String.valueOf((char) ('a' + named.size()));
            named.add(new NamedDisk("/dev/sd" + name, Location.of(name + ".raw"), new BytesSource(disk)));
        }
        return new VolumeScanner(tables, List.of(new Joined(), new Unlocked(hasKey))).scan(named);
    }

    private static ScanResult scan(byte[]... disks) {
        return scan(true, List.of(), disks);
    }

    private static Volume last(ScanResult result) {
        return result.volumes().getLast();
    }

    @Test
    void membersOfSeveralDisksBecomeOneVolume() throws IOException {
        ScanResult result = scan(part("vg", 2, text("hello ")), part("vg", 2, text("world")));
        assertThat(result.volumes()).extracting(Volume::device).containsExactly("/dev/sda", "/dev/sdb", "/dev/vg");
        assertThat(result.volumes().getFirst().memberOf()).hasValue("joined vg");
        Volume made = last(result);
        assertThat(made.kind()).isEqualTo(Volume.Kind.LV);
        assertThat(made.location()).hasToString("a.raw + b.raw > joined vg");
        assertThat(made.disks()).containsExactly("/dev/sda", "/dev/sdb");
        assertThat(made.aliases()).containsExactly("/dev/alias/vg");
        assertThat(made.memberOf()).isEmpty();
        assertThat(made.content().readBytes(0, 11)).isEqualTo(text("hello world"));
        assertThat(result.warnings()).containsExactly(new Warning("a.raw + b.raw > joined vg", "is odd"));
        assertThat(result.notExamined()).isEmpty();
    }

    @Test
    void aGroupWaitsForAMemberThatIsInsideOfAnother() throws IOException {
        ScanResult result = scan(part("vg", 2, text("one ")), locked(part("vg", 2, text("two"))));
        assertThat(result.volumes())
                .extracting(Volume::device)
                .containsExactly("/dev/sda", "/dev/sdb", "/dev/mapper/luks-sdb", "/dev/vg");
        assertThat(last(result).location()).hasToString("a.raw + b.raw > luks > joined vg");
        assertThat(last(result).content().readBytes(0, 7)).isEqualTo(text("one two"));
        assertThat(result.notExamined()).isEmpty();
    }

    @Test
    void locksInJoinedVolumesAndJoinedVolumesInLocks() throws IOException {
        ScanResult result = scan(locked(part("outer", 1, locked(part("inner", 1, text("deep"))))));
        assertThat(last(result).device()).isEqualTo("/dev/inner");
        assertThat(last(result).location()).hasToString("a.raw > luks > joined outer > luks > joined inner");
        assertThat(last(result).content().readBytes(0, 4)).isEqualTo(text("deep"));
    }

    @Test
    void whatIsIncompleteComesLast() {
        ScanResult result = scan(part("half", 2, text("x")), locked(part("whole", 1, text("y"))));
        assertThat(result.volumes())
                .extracting(Volume::device)
                .containsExactly("/dev/sda", "/dev/sdb", "/dev/mapper/luks-sdb", "/dev/whole", "/dev/half");
        assertThat(result.notExamined()).extracting(NotExamined::reason).containsExactly("is not complete");
    }

    @Test
    void aLateMemberIsReported() {
        ScanResult result = scan(part("vg", 1, part("vg", 1, text("x"))));
        assertThat(result.volumes()).extracting(Volume::device).containsExactly("/dev/sda", "/dev/vg");
        assertThat(result.notExamined())
                .extracting(n -> n.location() + ": " + n.reason())
                .containsExactly("a.raw > joined vg > joined vg: turned up when its group had been put together"
                        + " without it");
    }

    @Test
    void withoutAKey() {
        ScanResult result = scan(false, List.of(), locked(text("x")));
        assertThat(result.volumes())
                .singleElement()
                .satisfies(volume -> assertThat(volume.memberOf()).hasValue("crypto_LUKS"));
        assertThat(result.notExamined())
                .containsExactly(new NotExamined(
                        Location.of("a.raw").then("crypto_LUKS"),
                        NotExamined.Code.KEY_REQUIRED,
                        "no key was given for it"));
    }

    @Test
    void brokenMembersAndRefusedGroupsStopNobody() {
        ScanResult result = scan(part("broken", 1, text("x")), part("refused", 1, text("y")), part("vg", 1, text("z")));
        assertThat(last(result).device()).isEqualTo("/dev/vg");
        assertThat(result.volumes().getFirst().memberOf()).isPresent();
        assertThat(result.notExamined())
                .extracting(n -> n.location() + ": " + n.code() + " " + n.reason())
                .containsExactly(
                        "a.raw: CORRUPT label: is broken", "b.raw > joined refused: CORRUPT group: is refused");
    }

    @Test
    void aNameThatIsTaken() {
        ScanResult result = scan(part("same1", 1, text("x")), part("same2", 1, text("y")));
        assertThat(result.volumes())
                .extracting(Volume::device)
                .containsExactly("/dev/sda", "/dev/sdb", "/dev/same", "/dev/alias/same2");
        assertThat(result.warnings())
                .contains(new Warning(
                        "b.raw > joined same2",
                        "goes by the name /dev/alias/same2, since another volume is called /dev/same"));
    }

    @Test
    void arraysDivideByTablesAndLogicalVolumesDoNot() throws IOException {
        TableDriver ifMarked = disk -> disk.size() < 10 || disk.readBytes(0, 1)[0] != 'T'
                ? Optional.empty()
                : Optional.of(new PartitionTable(
                        "mbr",
                        Optional.empty(),
                        512,
                        List.of(new Partition(1, 2, 4, "83", Optional.empty(), Optional.empty(), false)),
                        false,
                        List.of()));
        ScanResult result =
                scan(true, List.of(ifMarked), part("md0", 1, text("T.partition")), part("lv", 1, text("T.partition")));
        assertThat(result.volumes())
                .extracting(Volume::device)
                .containsExactly("/dev/sda", "/dev/sdb", "/dev/md0", "/dev/md0p1", "/dev/lv");
        Volume partition = result.volumes().get(3);
        assertThat(partition.location()).hasToString("a.raw > joined md0 > mbr partition 1");
        assertThat(partition.disks()).containsExactly("/dev/sda");
        assertThat(partition.content().readBytes(0, 4)).isEqualTo(text("part"));
    }

    @Test
    void depthIsBounded() {
        byte[] inside = text("x");
        for (int i = 0; i < 40; i++) {
            inside = part("vg" + i, 1, inside);
        }
        ScanResult result = scan(inside);
        assertThat(result.volumes()).hasSize(1 + VolumeScanner.MAX_DEPTH);
        assertThat(result.notExamined())
                .extracting(NotExamined::reason)
                .containsExactly("more than 16 volumes on top of each other");
    }

    @Test
    void numberIsBounded() {
        List<Partition> many = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            many.add(new Partition(i, 0, 1, "83", Optional.empty(), Optional.empty(), false));
        }
        TableDriver driver =
                disk -> Optional.of(new PartitionTable("gpt", Optional.empty(), 512, many, false, List.of()));
        ScanResult result = scan(true, List.of(driver), text("any"));
        assertThat(result.volumes()).hasSize(VolumeScanner.MAX_VOLUMES);
        assertThat(result.notExamined())
                .extracting(NotExamined::reason)
                .containsExactly("more than 16384 volumes are not looked at");
    }

    @Test
    void manyPlacesAreCounted() {
        Location disk = Location.of("a.raw");
        assertThat(Location.over(List.of(disk.then("p1"), disk.then("p2")))).hasToString("a.raw > p1 + p2");
        assertThat(Location.over(List.of(disk, disk))).hasToString("a.raw + a.raw");
        List<Location> many = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            many.add(Location.of("d" + i).then("x"));
        }
        assertThat(Location.over(many)).hasToString("d0 > x + d1 > x + d2 > x + d3 > x + 5 more");
    }
}
