package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.ZeroSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Texts that LVM wrote, in which values are what it would not write. */
@Tag("oracle")
@Tag("long") // its fixture takes minutes: a machine is emulated to make it
class Lvm2HostileTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long DEVICE = 48L << 20;
    private static final int TRIES = 400;
    private static final List<String> VALUES = List.of(
            "0",
            "1",
            "-1",
            "2147483647",
            "4294967296",
            "1099511627776",
            "9223372036854775807",
            "[]",
            "\"x\"",
            "{",
            "}",
            "\"pv0\"",
            "\"striped\"",
            "\"raid6_zr\"",
            "\"thin\"",
            "\"snapshot\"",
            "[\"pool\", 0]");

    @Test
    @Proves(
            area = "lvm2",
            feature = "hostile metadata",
            referee = "10 s and 256 MiB for each text",
            verdict = "bounded")
    void everyValueOfAText() throws IOException {
        for (String group : List.of("raids.vg", "Vol-Group.vg")) {
            String[] tokens =
                    Files.readString(Fixtures.of("lvm-volumes").resolve(group)).split("(?<=[ \n\t,])", -1);
            Random random = new Random(group.length());
            for (int i = 0; i < TRIES; i++) {
                String[] changed = tokens.clone();
                for (int change = 0; change <= i % 3; change++) {
                    changed[random.nextInt(changed.length)] = switch (random.nextInt(3)) {
                        case 0 -> "";
                        case 1 -> changed[random.nextInt(changed.length)];
                        default -> VALUES.get(random.nextInt(VALUES.size())) + " ";
                    };
                }
                byte[] text = String.join("", changed).getBytes(StandardCharsets.UTF_8);
                Bounded.run(SOON, () -> readAll(text));
            }
        }
    }

    private static void readAll(byte[] text) throws IOException {
        VolumeGroup group = VolumeGroup.parse(MetadataText.parse(text));
        Map<String, BlockSource> present = new HashMap<>();
        for (String name : group.physicalVolumes().keySet()) {
            present.put(name, new ZeroSource(DEVICE));
        }
        GroupSources sources = new GroupSources(group, present, new ArrayList<>());
        for (LogicalVolume lv : group.logicalVolumes().values()) {
            try {
                BlockSource content = sources.content(lv);
                int length = (int) Math.min(65536, content.size());
                content.readBytes(0, length);
                content.readBytes(content.size() - length, length);
            } catch (IOException refused) {
                // by its reason
            }
        }
    }
}
