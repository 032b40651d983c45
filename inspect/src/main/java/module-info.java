/** Who is this guest: small rules over {@link java.nio.file.Path}s. */
module io.guestkit.inspect {
    requires transitive io.guestkit.core;
    requires com.fasterxml.jackson.core;
    requires java.xml;
    requires static transitive org.jspecify;
    requires org.snakeyaml.engine;

    exports io.guestkit.inspect;
    exports io.guestkit.inspect.boot to
            io.guestkit.migrate;
    exports io.guestkit.inspect.document;
    exports io.guestkit.inspect.config to
            io.guestkit.migrate;
    exports io.guestkit.inspect.language;
    exports io.guestkit.inspect.parse to
            io.guestkit.migrate;
    exports io.guestkit.inspect.report;
    exports io.guestkit.inspect.rpm to
            io.guestkit.migrate;
    exports io.guestkit.inspect.rule to
            io.guestkit.migrate;
    exports io.guestkit.inspect.storage to
            io.guestkit.migrate;
    exports io.guestkit.inspect.windows;
}
