package io.guestkit.fs.btrfs;

import io.guestkit.io.StructView;

/** An item of a tree: a key and what is stored under it. */
record Item(Key key, StructView data) {}
