/** From one hypervisor to another. */
module io.guestkit.migrate {
    requires transitive io.guestkit.inspect;
    requires io.guestkit.guestfs;
    requires com.fasterxml.jackson.core;
    requires java.xml;
    requires static transitive org.jspecify;
    requires org.snakeyaml.engine;

    exports io.guestkit.migrate;
    exports io.guestkit.migrate.machine;
}
