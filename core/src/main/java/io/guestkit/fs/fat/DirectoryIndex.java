package io.guestkit.fs.fat;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entries of one directory by their names, long and short, as a search from front to back would find them. */
final class DirectoryIndex {

    private final Map<String, FatNode> nodes = new HashMap<>();
    private final @Nullable CorruptDataException broken;

    /** @throws IOException if the directory cannot be read; damage is kept until a name is not found before it */
    DirectoryIndex(FatFileSystem owner, Directory directory) throws IOException {
        Directory.Reader reader = directory.reader();
        CorruptDataException damage = null;
        try {
            for (Directory.Item item = reader.next(); item != null; item = reader.next()) {
                FatNode node = owner.node(item);
                nodes.putIfAbsent(Names.fold(item.name()), node);
                nodes.putIfAbsent(Names.fold(item.entry().shortName()), node);
            }
        } catch (CorruptDataException e) {
            damage = e;
        }
        broken = damage;
    }

    /** @throws CorruptDataException if the name may stand behind the damage */
    @Nullable
    FatNode find(String name) throws CorruptDataException {
        String fold = Names.fold(name);
        FatNode node = nodes.get(fold);
        if (node == null) {
            node = nodes.get(Names.withoutTrailingDots(fold));
        }
        if (node == null && broken != null) {
            throw new CorruptDataException(String.valueOf(broken.getMessage()));
        }
        return node;
    }

    int size() {
        return nodes.size();
    }
}
