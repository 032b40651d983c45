package io.guestkit.inspect.language;

import io.guestkit.inspect.parse.JsonTree;
import io.guestkit.inspect.report.Application;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code package.json} of an installed package of npm. */
final class NodePackage {

    private NodePackage() {}

    /** @return null if there is no name or no version, which are files of other purposes */
    static @Nullable Application parse(byte[] json, String path) throws IOException {
        Object document = JsonTree.parse(json);
        String name = JsonTree.text(document, "name");
        String version = JsonTree.text(document, "version");
        if (name == null || name.isEmpty() || version == null) {
            return null;
        }
        Object license = JsonTree.get(document, "license");
        Object author = JsonTree.get(document, "author");
        return Application.of("npm", name, version)
                .publisher(author instanceof String text ? text : JsonTree.text(author, "name"))
                .url(JsonTree.text(document, "homepage"))
                .summary(JsonTree.text(document, "description"))
                .license(license instanceof String text ? text : JsonTree.text(license, "type"))
                .installPath(path)
                .build();
    }
}
