package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds files by their names. Safe for several threads. */
final class Names {

    /** A link through more directories is not looked into. */
    private static final int MAX_ELEMENTS = 255;

    private final Mft mft;
    private volatile @Nullable UpCase upCase;

    Names(Mft mft) {
        this.mft = mft;
    }

    private UpCase order() {
        UpCase known = upCase;
        if (known == null) {
            known = UpCase.of(mft);
            upCase = known;
        }
        return known;
    }

    Directory directory(long number) throws IOException {
        return new Directory(
                AttributeSet.of(mft.file(number), mft), mft.volume().boot());
    }

    /**
     * The entry of that very name, or else one that differs in case only.
     *
     * @return null if there is neither
     */
    @Nullable
    IndexEntry find(Directory directory, String name) throws IOException {
        try {
            IndexEntry found = directory.find(name, order(), true);
            return found != null ? found : directory.find(name, order(), false);
        } catch (CorruptDataException damagedTree) {
            String why = String.valueOf(damagedTree.getMessage());
            mft.volume()
                    .doubts()
                    .add("FILE record " + directory.number(), "names were looked for without the index: ".concat(why));
        }
        IndexEntry similar = null;
        Directory.Cursor all = directory.cursor();
        for (IndexEntry entry = all.next(); entry != null; entry = all.next()) {
            FileName there = entry.name();
            if (there != null && there.name().equals(name)) {
                return entry;
            }
            if (there != null && similar == null && order().compare(there.name(), name) == 0) {
                similar = entry;
            }
        }
        return similar;
    }

    /**
     * The names on the way to a file, as they are stored.
     *
     * @param from number of the directory to start from
     * @return null if there is no such file, or it cannot be found out
     */
    @Nullable
    List<String> resolve(long from, List<String> path) {
        if (path.size() > MAX_ELEMENTS) {
            return null;
        }
        List<String> stored = new ArrayList<>();
        long at = from;
        try {
            for (String name : path) {
                if (name.equals(".")) {
                    stored.add(name);
                    continue;
                }
                if (name.equals("..")) {
                    at = parent(at);
                    stored.add(name);
                    continue;
                }
                IndexEntry entry = find(directory(at), name);
                if (entry == null || entry.name() == null) {
                    return null;
                }
                stored.add(entry.name().isShort() ? name : entry.name().name());
                at = Reference.number(entry.reference());
            }
            return stored;
        } catch (IOException e) {
            return null; // a link into damage leads nowhere, and whoever goes there is told
        }
    }

    /** How many directories are between a directory and the root; -1 if that cannot be found out. */
    int depth(long directory) {
        long at = directory;
        try {
            for (int depth = 0; depth <= MAX_ELEMENTS; depth++) {
                if (at == Mft.ROOT) {
                    return depth;
                }
                at = parent(at);
            }
            return -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private long parent(long directory) throws IOException {
        if (directory == Mft.ROOT) {
            return directory;
        }
        return Reference.number(first(AttributeSet.of(mft.file(directory), mft)).parent());
    }

    /** All names of a file, short ones included. */
    static List<FileName> of(AttributeSet file) throws IOException {
        List<FileName> names = new ArrayList<>();
        for (Attribute attribute : file.all(Attribute.FILE_NAME)) {
            names.add(FileName.parse(attribute.value(attribute.where())));
        }
        return names;
    }

    /** The first name of a file that is not a short one: the only one if it is a directory. */
    static FileName first(AttributeSet file) throws IOException {
        for (FileName name : of(file)) {
            if (!name.isShort()) {
                return name;
            }
        }
        throw new CorruptDataException(file.base().where() + " has no name");
    }
}
