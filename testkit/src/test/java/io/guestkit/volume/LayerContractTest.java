package io.guestkit.volume;

import io.guestkit.DiskSet;
import io.guestkit.io.BlockSource;
import io.guestkit.testkit.BlockSourceContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract of block sources on volumes of every way of mapping, whole and degraded; oracles say what is in them. */
@Tag("oracle")
@Tag("long") // its fixture takes minutes: a machine is emulated to make it
class LayerContractTest {

    private abstract static class Variant extends BlockSourceContract {
        private final String recipe;
        private final String disks;
        private final String name;
        private final Long[] boundaries;

        /** @param name of a logical volume or of an array */
        Variant(String recipe, String disks, String name, Long... boundaries) {
            this.recipe = recipe;
            this.disks = disks;
            this.name = name;
            this.boundaries = boundaries;
        }

        @Override
        protected Subject open() throws Exception {
            DiskSet set = LayeredDisks.open(recipe, disks);
            for (Volume volume : set.volumes()) {
                if (volume.device().equals(name)
                        || volume.made().isPresent()
                                && volume.made().get().label().orElse("").equals(name)) {
                    BlockSource content = volume.content();
                    // read in one piece, which LayeredDisks.sha256 of the oracle tests does not do
                    byte[] bytes = content.readBytes(0, (int) content.size());
                    return new Subject(
                            content,
                            bytes.length,
                            Content.of(bytes),
                            java.util.List.of(boundaries),
                            java.util.List.of(set));
                }
            }
            throw new AssertionError("no volume " + name);
        }
    }

    @Nested
    class Striped extends Variant {
        Striped() {
            super("lvm-volumes", "abcdef", "/dev/raids/striped2", 4096L, 8192L, 512L << 10);
        }
    }

    @Nested
    class Pieces extends Variant {
        Pieces() {
            super("lvm-volumes", "abcdef", "/dev/raids/pieces", 256L << 10, 640L << 10);
        }
    }

    @Nested
    class Raid6 extends Variant {
        Raid6() {
            super("lvm-volumes", "abcdef", "/dev/raids/raid6_nr", 16384L, 49152L, 65536L);
        }
    }

    @Nested
    class Raid6WithoutTwo extends Variant {
        Raid6WithoutTwo() {
            super("lvm-volumes", "cdef", "/dev/raids/raid6_nr", 16384L, 49152L, 65536L);
        }
    }

    @Nested
    class Snapshot extends Variant {
        Snapshot() {
            super("lvm-volumes", "gh", "/dev/Vol-Group/snap4k", 12288L, 16384L, 28672L, 409600L, 1024000L, 1032192L);
        }
    }

    @Nested
    class Thin extends Variant {
        Thin() {
            super("lvm-volumes", "gh", "/dev/Vol-Group/thin1", 65536L, 131072L, 327680L, 6619136L, 16711680L);
        }
    }

    @Nested
    class ThinOverBase extends Variant {
        ThinOverBase() {
            super("lvm-volumes", "gh", "/dev/Vol-Group/overbase", 196608L, 327680L);
        }
    }

    @Nested
    class Zones extends Variant {
        Zones() {
            super("md-arrays", "abcde", "gk:zones-alternate", 65536L, 6L << 20, 8L << 20);
        }
    }

    @Nested
    class FarCopies extends Variant {
        FarCopies() {
            super("md-arrays", "bcde", "gk:raid10-f2", 16384L, 65536L);
        }
    }
}
