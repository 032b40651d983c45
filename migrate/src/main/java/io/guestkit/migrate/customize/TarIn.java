package io.guestkit.migrate.customize;

import io.guestkit.codec.tar.TarArchive;
import io.guestkit.codec.tar.TarMember;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.FileSource;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.HostFile;
import io.guestkit.migrate.fix.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Unpacks a tar of this machine into a directory of the guest: files with owners and modes, directories, links. Directories
 * that the guest has keep their own, and lead on where they are links. Hard links become files of their own, and symbolic
 * links belong to root. No member leads out of the directory, whatever its name and whatever links there are beside it.
 *
 * @param tar not compressed
 * @param directory absolute, perhaps the root
 */
record TarIn(Path tar, String directory) implements Customization {

    /** Each file is a step that looks for its member among all of them. */
    private static final int MAX_MEMBERS = 2000;

    @Override
    public String name() {
        return "tar-in";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        try (BlockSource source = FileSource.open(tar)) {
            if (!TarArchive.isOne(source)) {
                throw new UnsupportedFeatureException(tar + " is no tar; a compressed one has to be unpacked first");
            }
            TarArchive archive = TarArchive.read(source);
            if (archive.members().size() > MAX_MEMBERS) {
                throw new UnsupportedFeatureException(
                        "%s has %d members, expected at most %d: unpack it, and use --copy-in"
                                .formatted(tar, archive.members().size(), MAX_MEMBERS));
            }
            new Unpacking(draft, archive).plan();
        }
    }

    private final class Unpacking {
        private final Draft draft;
        private final TarArchive archive;
        private final Map<String, TarMember> files = new HashMap<>();
        private final Set<String> links = new HashSet<>();

        Unpacking(Draft draft, TarArchive archive) {
            this.draft = draft;
            this.archive = archive;
        }

        void plan() throws IOException {
            boolean attributes = false;
            for (TarMember member : archive.members()) {
                if (!member.name().isEmpty()) { // the folder that it was made in
                    String path = path(member);
                    switch (member.kind()) {
                        case DIRECTORY -> directory(member, path);
                        case FILE -> file(member, member, path);
                        case HARD_LINK -> file(member, target(member), path);
                        case SYMBOLIC_LINK -> link(member, path);
                        case OTHER ->
                            throw refused(
                                    member, "is neither a file nor a directory nor a link, and cannot be unpacked");
                    }
                }
                attributes |= member.attributes();
            }
            if (attributes) {
                draft.note(tar + ": extended attributes and access control lists in it are left out");
            }
        }

        /** Where a member is to be. */
        private String path(TarMember member) throws IOException {
            StringBuilder above = new StringBuilder();
            for (String each : member.name().split("/", -1)) {
                if (each.isEmpty() || each.equals(".") || each.equals("..") || each.indexOf('\ufffd') >= 0) {
                    throw refused(member, "leads out of where it is to be, or has no name in UTF-8");
                }
                if (links.contains(above.toString())) {
                    throw refused(member, "lies behind %s, a link of the same tar".formatted(above));
                }
                above.append(above.isEmpty() ? "" : "/").append(each);
            }
            return (directory.equals("/") ? "" : directory) + "/" + member.name();
        }

        private CorruptDataException refused(TarMember member, String why) {
            return new CorruptDataException("%s: %s %s".formatted(tar, member.name(), why));
        }

        private void directory(TarMember member, String path) throws IOException {
            if (links.contains(member.name()) || !draft.isDirectory(path)) {
                if (draft.exists(path) || draft.isLink(path)) {
                    throw refused(member, "is no directory in the guest");
                }
                draft.directory(path, ASKED, List.of());
                own(member, path);
            }
        }

        private void file(TarMember member, TarMember content, String path) throws IOException {
            if (files.put(member.name(), content) != null || links.contains(member.name())) {
                throw refused(member, "is there twice");
            }
            archive.readable(content);
            free(member, path);
            draft.copyIn(HostFile.inside(tar, "/" + content.name()), path, member.mode() & 0777, ASKED, List.of());
            own(member, path);
        }

        private TarMember target(TarMember member) throws CorruptDataException {
            TarMember target = files.get(member.target());
            if (target == null) {
                throw refused(member, "is a hard link to %s, which is no file before it".formatted(member.target()));
            }
            return target;
        }

        private void link(TarMember member, String path) throws IOException {
            if (files.containsKey(member.name()) || !links.add(member.name())) {
                throw refused(member, "is there twice");
            }
            if (!draft.isLink(path)) { // one that is there is led elsewhere
                free(member, path);
                draft.delete(path, ASKED, List.of());
            }
            draft.link(path, member.target(), ASKED, List.of());
        }

        /** A link that is there goes: what is unpacked never follows it. */
        private void free(TarMember member, String path) throws IOException {
            if (draft.isLink(path)) {
                draft.delete(path, ASKED, List.of());
            } else if (draft.isDirectory(path)) {
                throw refused(member, "is a directory in the guest");
            }
        }

        private void own(TarMember member, String path) throws IOException {
            if (member.mode() < 0
                    || member.uid() != (int) member.uid()
                    || member.gid() != (int) member.gid()
                    || member.uid() < 0
                    || member.gid() < 0) {
                throw refused(member, "has no mode, owner or group");
            }
            String real = draft.real(path);
            draft.add(
                    ASKED,
                    List.of(),
                    new Operation.SetPermissions(
                            real == null ? path : real,
                            OptionalInt.of(member.mode()),
                            OptionalInt.of((int) member.uid()),
                            OptionalInt.of((int) member.gid())));
        }
    }
}
