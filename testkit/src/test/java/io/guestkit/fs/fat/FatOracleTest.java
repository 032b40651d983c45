package io.guestkit.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images made by mkfs.vfat and filled by mtools read the same here as with mtools. */
@Tag("oracle")
class FatOracleTest {

    private static final String[] NAMES = {
        "short%d.txt",
        "A long name with the number %d in it.data",
        "Ümläut €%d.t",
        "MiXeD%d.Ext",
        ".hidden%d",
        "a.b.c.%d",
        "日本語%d",
        "UP%d.low",
        "low%d.UP"
    };

    @TempDir
    Path scratch;

    @ParameterizedTest
    @CsvSource({
        "12, 512, 1, 2, 1000",
        "12, 4096, 2, 1, 500",
        "16, 512, 1, 2, 9000",
        "16, 2048, 4, 1, 5000",
        "32, 512, 1, 2, 70000",
        "32, 1024, 2, 1, 68000"
    })
    void reads_what_mtools_wrote(int width, int sector, int perCluster, int fats, int clusters) throws Exception {
        Path image = scratch.resolve("image");
        try (var file = java.nio.channels.FileChannel.open(
                image, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            file.write(java.nio.ByteBuffer.allocate(1), (clusters + 200L) * sector * perCluster - 1);
        }
        run("mkfs.vfat", "-F", "" + width, "-S", "" + sector, "-s", "" + perCluster, "-f", "" + fats, "" + image);
        run("mmd", "-i", "" + image, "::/dir", "::/dir/and deeper");
        Random random = new Random(width * 31L + sector);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String name = (i % 3 == 0 ? "::/" : i % 3 == 1 ? "::/dir/" : "::/dir/and deeper/")
                    + NAMES[i % NAMES.length].formatted(i);
            run("mcopy", "-i", "" + image, "" + noise(random, random.nextInt(5) * random.nextInt(9000)), name);
            written.add(name);
        }
        for (int i = 0; i < written.size(); i += 2) {
            run("mdel", "-i", "" + image, written.get(i));
        }
        run("mcopy", "-i", "" + image, "" + noise(random, 150_000), "::/dir/in many fragments.bin");
        Path copy = Files.createDirectory(scratch.resolve("copy"));
        run("mcopy", "-i", "" + image, "-s", "-n", "::*", "" + copy);
        try (FileSource volume = FileSource.open(image)) {
            FsReader fs = FatDriver.INSTANCE.open(volume);
            TreeMap<String, byte[]> ours = new TreeMap<>();
            read(fs, fs.root(), "", ours);
            TreeMap<String, byte[]> theirs = read(copy);
            assertThat(ours.keySet()).isEqualTo(theirs.keySet());
            ours.forEach((path, content) -> assertThat(content).as(path).isEqualTo(theirs.get(path)));
            assertThat(ours).hasSizeGreaterThan(12);
        }
    }

    private Path noise(Random random, int size) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Files.write(scratch.resolve("noise"), bytes);
    }

    private static void read(FsReader fs, Node directory, String path, TreeMap<String, byte[]> into)
            throws IOException {
        FsReader.EntryCursor cursor = fs.list(directory);
        for (FsReader.Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
            String child = path + '/' + new String(entry.name(), StandardCharsets.UTF_8);
            if (entry.node().type() == FileType.DIRECTORY) {
                read(fs, entry.node(), child, into);
            } else {
                BlockSource content = fs.content(entry.node());
                into.put(child, content.readBytes(0, (int) content.size()));
            }
        }
    }

    private static TreeMap<String, byte[]> read(Path folder) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (var paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isRegularFile(path)) {
                    files.put("/" + folder.relativize(path), Files.readAllBytes(path));
                }
            }
        }
        return files;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MTOOLS_SKIP_CHECK", "1");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed");
            throw e;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
    }
}
