package io.guestkit.volume;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.io.BlockSource;
import io.guestkit.testkit.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Disks of the recipes lvm-volumes and md-arrays, some of which may be left out. */
public final class LayeredDisks {

    private static final int CHUNK = 1 << 16;

    private LayeredDisks() {}

    /** @param disks a letter for each of those that are there */
    public static DiskSet open(String recipe, String disks) throws IOException {
        List<Path> images = new ArrayList<>();
        for (char disk : disks.toCharArray()) {
            images.add(Fixtures.of(recipe).resolve(disk + ".raw"));
        }
        return Disks.open(images, OpenOptions.DEFAULT.withFormat(DiskFormat.RAW));
    }

    /** Fields of the lines of a file of the recipe. */
    public static List<String[]> table(String recipe, String file) throws IOException {
        List<String[]> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Fixtures.of(recipe).resolve(file))) {
            lines.add(line.split("\t", -1));
        }
        return lines;
    }

    /** The content in hexadecimal, read in pieces that fit no chunk. */
    public static String sha256(BlockSource content) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK + 513);
            for (long at = 0; at < content.size(); at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), content.size() - at));
                content.read(at, buffer);
                digest.update(buffer.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
