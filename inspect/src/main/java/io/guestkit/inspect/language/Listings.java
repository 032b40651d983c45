package io.guestkit.inspect.language;

import io.guestkit.inspect.parse.JsonTree;
import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Files that list many packages at once. */
final class Listings {

    private Listings() {}

    /** {@code vendor/composer/installed.json}: an object with packages, or of Composer 1 the list of them. */
    static void composer(byte[] json, String path, Finds finds) throws IOException {
        Object document = JsonTree.parse(json);
        Object packages = document instanceof List<?> ? document : JsonTree.get(document, "packages");
        for (Object each : JsonTree.list(packages)) {
            String name = JsonTree.text(each, "name");
            String version = JsonTree.text(each, "version");
            if (name != null && !name.isEmpty() && version != null) {
                finds.add(Application.of("composer", name, version)
                        .url(JsonTree.text(each, "homepage"))
                        .summary(JsonTree.text(each, "description"))
                        .license(JsonTree.joined(JsonTree.get(each, "license")))
                        .installPath(path)
                        .build());
            }
        }
    }

    /** {@code *.deps.json}: libraries by NAME/VERSION, of which those of type package came from NuGet. */
    static void nuget(byte[] json, String path, Finds finds) throws IOException {
        Object libraries = JsonTree.get(JsonTree.parse(json), "libraries");
        if (libraries instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String key = String.valueOf(entry.getKey());
                int slash = key.indexOf('/');
                if (slash > 0 && "package".equals(JsonTree.text(entry.getValue(), "type"))) {
                    finds.add(Application.of("nuget", key.substring(0, slash), key.substring(slash + 1))
                            .installPath(path)
                            .build());
                }
            }
        }
    }

    /** {@code .dep-v0} of a program, inflated: crates with name, version and source. */
    static void cargo(byte[] json, String path, Finds finds) throws IOException {
        for (Object each : JsonTree.list(JsonTree.get(JsonTree.parse(json), "packages"))) {
            String name = JsonTree.text(each, "name");
            String version = JsonTree.text(each, "version");
            if (name != null && !name.isEmpty() && version != null) {
                finds.add(
                        Application.of("cargo", name, version).installPath(path).build());
            }
        }
    }

    /** The text of a Go program's build information: a line for the main module and for each that it depends on. */
    static void go(String compiler, String modules, String path, Finds finds) {
        finds.add(Application.of("golang", "stdlib", compiler.startsWith("go") ? compiler.substring(2) : compiler)
                .installPath(path)
                .build());
        String[] last = {};
        for (String line : modules.lines().toList()) {
            String[] fields = line.split("\t", -1);
            if (fields[0].equals("=>") && fields.length >= 3 && last.length > 0) {
                // A folder in place of a module is that module, but of no published version.
                boolean folder = fields[1].startsWith(".") || fields[1].startsWith("/");
                addModule(folder ? last[1] : fields[1], fields[2], path, finds);
                last = new String[0];
                continue;
            }
            if (last.length > 0) {
                addModule(last[1], last[2], path, finds);
            }
            boolean module = fields[0].equals("mod") || fields[0].equals("dep");
            last = module && fields.length >= 3 ? fields : new String[0];
        }
        if (last.length > 0) {
            addModule(last[1], last[2], path, finds);
        }
    }

    private static void addModule(String module, String version, String path, Finds finds) {
        if (!module.isEmpty() && !version.isEmpty()) {
            finds.add(
                    Application.of("golang", module, version).installPath(path).build());
        }
    }
}
