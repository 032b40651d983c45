package io.guestkit.image.qcow2;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract of block sources on images whose mapping is anything but straight. */
@Tag("oracle")
class Qcow2ContractTest {

    private abstract static class Variant extends BlockSourceContract {

        private final String name;

        Variant(String name) {
            this.name = name;
        }

        @Override
        protected Subject open() throws Exception {
            Path image = Fixtures.of("qcow2-variants").resolve(name + ".qcow2");
            Path raw = Files.createTempFile(name, ".raw");
            try {
                Oracle.require("qemu-img").run("convert", "-O", "raw", image, raw);
                byte[] content = Files.readAllBytes(raw);
                long half = content.length / 2;
                return new Subject(
                        Disks.openImage(image, OpenOptions.DEFAULT),
                        content.length,
                        Content.of(content),
                        List.of(0L, 1024L, 65536L, 131072L, 1L << 20, half, (long) content.length));
            } finally {
                Files.delete(raw);
            }
        }

        @Override
        protected boolean readsFile() {
            return true;
        }
    }

    @Nested
    class Zlib extends Variant {
        Zlib() {
            super("zlib-4k");
        }
    }

    @Nested
    class Zstd extends Variant {
        Zstd() {
            super("zstd-64k");
        }
    }

    @Nested
    class Subclusters extends Variant {
        Subclusters() {
            super("subclusters");
        }
    }

    @Nested
    class OutOfOrder extends Variant {
        OutOfOrder() {
            super("out-of-order");
        }
    }

    @Nested
    class ChainOfThree extends Variant {
        ChainOfThree() {
            super("over-third");
        }
    }
}
