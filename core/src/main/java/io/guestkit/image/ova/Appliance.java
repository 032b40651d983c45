package io.guestkit.image.ova;

import io.guestkit.codec.tar.TarArchive;
import io.guestkit.codec.tar.TarMember;
import io.guestkit.image.ImageOpener;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.SliceSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An appliance: its descriptor, and the files that it names, whether they are in the same tar or in the same directory.
 *
 * @param tar null for a descriptor beside its files
 * @param source the tar or the descriptor
 * @param opener for files beside the descriptor
 * @param descriptorName name of the descriptor in the tar; empty if it is not in one
 */
record Appliance(
        Descriptor descriptor,
        @Nullable TarArchive tar,
        BlockSource source,
        ImageOpener opener,
        String descriptorName) {

    private static final int LOOK = 4096;
    private static final String SUFFIX = ".ovf";

    /** Why a file is an appliance; empty if it is none. */
    static Optional<String> detect(BlockSource source) throws IOException {
        if (TarArchive.isOne(source)) {
            try {
                return descriptor(TarArchive.read(source))
                        .map(member -> "tar with the OVF descriptor " + member.name());
            } catch (io.guestkit.io.DiskException e) {
                return Optional.empty(); // another tar, or none
            }
        }
        return language(source).map(Language::evidence);
    }

    private static Optional<Language> language(BlockSource source) throws IOException {
        int length = (int) Math.min(LOOK, source.size());
        return Language.of(new String(source.readBytes(0, length), StandardCharsets.ISO_8859_1));
    }

    static Appliance read(BlockSource source, ImageOpener opener) throws IOException {
        if (!TarArchive.isOne(source)) {
            return new Appliance(descriptor(source), null, source, opener, "");
        }
        TarArchive tar = TarArchive.read(source);
        TarMember member = descriptor(tar).orElseThrow(() -> new CorruptDataException("tar: has no OVF descriptor"));
        tar.file(member.name()); // only one of that name
        byte[] xml = bytes(OvfEnvelope.KIND, slice(source, tar.readable(member)));
        return new Appliance(OvfEnvelope.parse(xml), tar, source, opener, member.name());
    }

    private static Descriptor descriptor(BlockSource source) throws IOException {
        Language language = language(source).orElse(Language.OVF); // which is what it is if somebody says so
        return language.parse(bytes(language.kind(), source));
    }

    private static Optional<TarMember> descriptor(TarArchive tar) {
        for (TarMember member : tar.files()) {
            if (member.name().toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    static byte[] bytes(String what, BlockSource file) throws IOException {
        if (file.size() > Descriptor.MAX_BYTES) {
            throw new CorruptDataException(
                    "%s: has %d bytes, expected at most %d".formatted(what, file.size(), Descriptor.MAX_BYTES));
        }
        return file.readBytes(0, (int) file.size());
    }

    private static SliceSource slice(BlockSource source, TarMember member) throws IOException {
        return new SliceSource(source, member.offset(), member.size());
    }

    /** What the disks are called, in the guest's order. */
    List<String> diskNames() {
        List<String> names = new ArrayList<>();
        for (Descriptor.Disk disk : descriptor.disks()) {
            names.add(disk.name());
        }
        return List.copyOf(names);
    }

    /**
     * Opens a file that the descriptor or a member names.
     *
     * @return a source to be closed, which leaves the tar open
     * @throws NoSuchFileException if there is none
     */
    BlockSource file(String name) throws IOException {
        if (tar == null) {
            return opener.openFile(name);
        }
        Optional<TarMember> member = tar.file(name);
        if (member.isEmpty()) {
            member = tar.file(decoded(name));
        }
        if (member.isEmpty()) {
            throw new NoSuchFileException(name, null, "is named by the appliance, and is no member of its tar");
        }
        return slice(source, tar.readable(member.get()));
    }

    /** Without the {@code %20} of URIs. */
    static String decoded(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        byte[] in = name.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
            boolean escape = in[i] == '%' && low >= 0;
            out[length++] = escape ? (byte) (high << 4 | low) : in[i];
            i += escape ? 2 : 0;
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    /** The manifest, if the appliance has one. */
    Optional<Manifest> manifest(String ownName) throws IOException {
        if (!descriptor.kind().equals(OvfEnvelope.KIND)) {
            return Optional.empty();
        }
        String stem = tar != null ? descriptorName : ownName;
        String name = stem.substring(0, Math.max(0, stem.length() - SUFFIX.length())) + ".mf";
        try (BlockSource file = file(name)) {
            return Optional.of(Manifest.parse(bytes("OVF manifest", file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
