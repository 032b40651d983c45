/** libguestfs from Java. */
module io.guestkit.guestfs {
    requires static transitive org.jspecify;
    requires transitive io.guestkit.core;

    exports io.guestkit.guestfs;
    exports io.guestkit.guestfs.disks;
    exports io.guestkit.guestfs.option;
    exports io.guestkit.guestfs.struct;
}
