/** Disk images, volumes and file systems of virtual machines that are not running. */
module io.guestkit.core {
    requires static transitive org.jspecify;
    requires java.xml;
    requires com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;
    requires org.bouncycastle.provider;
    requires org.tukaani.xz;

    exports io.guestkit;
    exports io.guestkit.codec to
            io.guestkit.inspect;
    exports io.guestkit.codec.tar to
            io.guestkit.migrate;
    exports io.guestkit.convert;
    exports io.guestkit.fs;
    exports io.guestkit.image;
    exports io.guestkit.io;
    exports io.guestkit.registry;
    exports io.guestkit.volume;
}
