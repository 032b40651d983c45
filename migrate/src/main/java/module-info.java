/** From one hypervisor to another. */
module io.guestkit.migrate {
    requires transitive io.guestkit.inspect;
    requires io.guestkit.guestfs;
    requires org.apache.commons.codec;
    requires io.github.javadiffutils;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires java.xml;
    requires static transitive org.jspecify;
    requires org.snakeyaml.engine;

    exports io.guestkit.migrate;
    exports io.guestkit.migrate.customize;
    exports io.guestkit.migrate.fix;
    exports io.guestkit.migrate.standard;
    exports io.guestkit.migrate.pipeline;
    exports io.guestkit.migrate.pipeline.fetch;
    exports io.guestkit.migrate.machine;
}
