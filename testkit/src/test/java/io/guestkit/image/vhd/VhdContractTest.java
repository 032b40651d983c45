package io.guestkit.image.vhd;

import io.guestkit.image.BlockImages;
import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract of block sources on images whose mapping is anything but straight. */
@Tag("oracle")
class VhdContractTest {

    private abstract static class Variant extends BlockSourceContract {

        private final String name;

        Variant(String name) {
            this.name = name;
        }

        @Override
        protected Subject open() throws Exception {
            Path kept = BlockImages.folder().resolve(name + ".raw");
            if (Files.exists(kept)) {
                return subject(Files.readAllBytes(kept));
            }
            Path raw = Files.createTempFile(name, ".raw");
            try {
                Oracle.require("qemu-img")
                        .run(
                                "convert",
                                "-f",
                                "vpc",
                                "-O",
                                "raw",
                                BlockImages.folder().resolve(name),
                                raw);
                return subject(Files.readAllBytes(raw));
            } finally {
                Files.delete(raw);
            }
        }

        private Subject subject(byte[] content) throws Exception {
            long half = content.length / 2;
            return BlockImages.subject(name, content, 512L, 40 * 512L, 512L << 10, 1L << 20, 2L << 20, half);
        }

        @Override
        protected boolean readsFile() {
            return true;
        }
    }

    @Nested
    class OutOfOrder extends Variant {
        OutOfOrder() {
            super("out-of-order.vhd");
        }
    }

    @Nested
    @Proves(
            area = "vhd",
            feature = "differencing disks, sector by sector, parents by relative or absolute Windows names",
            referee = "an independent layout of the test kit")
    class ChainOfThree extends Variant {
        ChainOfThree() {
            super("child-twice.vhd");
        }
    }

    @Nested
    class Fixed extends Variant {
        Fixed() {
            super("fixed.vhd");
        }
    }
}
