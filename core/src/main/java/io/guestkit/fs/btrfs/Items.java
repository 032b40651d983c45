package io.guestkit.fs.btrfs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Items by key: a tree, or a tree with changes that a log brings. Safe for several threads while nothing changes. */
interface Items {

    /** Steps through items in the order of their keys; not safe for several threads. */
    interface Cursor {

        /** The next item, or null after the last one. */
        @Nullable
        Item next() throws IOException;
    }

    /** The items from {@code first} on. */
    Cursor from(Key first) throws IOException;

    /** The last item whose key is not above {@code key}, or null. */
    @Nullable
    Item floor(Key key) throws IOException;

    /** The first item whose key is not below {@code key}, or null. */
    default @Nullable Item ceiling(Key key) throws IOException {
        return from(key).next();
    }

    /** The item with that key, or null. */
    default @Nullable Item get(Key key) throws IOException {
        Item found = floor(key);
        return found != null && found.key().equals(key) ? found : null;
    }
}
