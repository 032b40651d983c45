package io.guestkit.image.ova;

import io.guestkit.image.ManifestCheck;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Progress;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Digests of an appliance's files, one a line: {@code SHA256(disk1.vmdk)= 9f86…}. Spec: DSP0243, "OVF package". */
record Manifest(List<Line> lines) {

    /** @param digest in lower case hexadecimal */
    record Line(String algorithm, String file, String digest) {}

    private static final int CHUNK = 1 << 20;

    static Manifest parse(byte[] bytes) throws CorruptDataException {
        List<Line> lines = new ArrayList<>();
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(start, end).strip();
            if (!line.isEmpty()) {
                lines.add(line(line));
            }
            start = end + 1;
        }
        return new Manifest(List.copyOf(lines));
    }

    private static Line line(String line) throws CorruptDataException {
        int open = line.indexOf('(');
        int equals = line.lastIndexOf('=');
        int close = equals < 0 ? -1 : line.lastIndexOf(')', equals);
        if (open <= 0 || close <= open) {
            throw new CorruptDataException("OVF manifest: line \"%s\", expected SHA256(file)= digest"
                    .formatted(line.length() > 200 ? line.substring(0, 200) : line));
        }
        return new Line(
                line.substring(0, open).strip().toUpperCase(Locale.ROOT),
                line.substring(open + 1, close),
                line.substring(equals + 1).strip().toLowerCase(Locale.ROOT));
    }

    /** Reads every file that is listed, and compares. */
    ManifestCheck check(Appliance appliance, Progress progress, Cancellation cancellation) throws IOException {
        List<ManifestCheck.Entry> entries = new ArrayList<>();
        for (Line line : lines) {
            entries.add(new ManifestCheck.Entry(
                    line.file(), line.algorithm(), check(line, appliance, progress, cancellation)));
        }
        List<String> unlisted = new ArrayList<>();
        for (Descriptor.Disk disk : appliance.descriptor().disks()) {
            if (disk.file().isPresent() && !lists(disk.file().get().href())) {
                unlisted.add(disk.name());
            }
        }
        return new ManifestCheck(entries, unlisted);
    }

    private boolean lists(String href) {
        for (Line line : lines) {
            if (line.file().equals(href) || line.file().equals(Appliance.decoded(href))) {
                return true;
            }
        }
        return false;
    }

    private static ManifestCheck.Outcome check(
            Line line, Appliance appliance, Progress progress, Cancellation cancellation) throws IOException {
        MessageDigest digest = digest(line);
        try (BlockSource file = appliance.file(line.file())) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (long at = 0; at < file.size(); at += chunk.limit()) {
                cancellation.check();
                chunk.clear().limit((int) Math.min(CHUNK, file.size() - at));
                file.read(at, chunk);
                digest.update(chunk.flip());
                progress.advance(chunk.limit());
            }
        } catch (NoSuchFileException e) {
            return ManifestCheck.Outcome.MISSING;
        }
        return HexFormat.of().formatHex(digest.digest()).equals(line.digest())
                ? ManifestCheck.Outcome.MATCHES
                : ManifestCheck.Outcome.DIFFERS;
    }

    private static MessageDigest digest(Line line) throws UnsupportedFeatureException {
        String name = switch (line.algorithm()) {
            case "SHA1" -> "SHA-1";
            case "SHA256" -> "SHA-256";
            case "SHA512" -> "SHA-512";
            default ->
                throw new UnsupportedFeatureException(
                        "OVF manifest: digests by %s; SHA1, SHA256 and SHA512 can be checked"
                                .formatted(line.algorithm()));
        };
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new UnsupportedFeatureException("OVF manifest: this JVM has no " + name);
        }
    }
}
