package io.guestkit.inspect.rule;

import io.guestkit.Disks;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.inspect.parse.JsonTree;
import io.guestkit.inspect.report.Application;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Snaps: snapd's {@code state.json} says which revision is current, and the snap itself, a SquashFS, which version that is. */
final class SnapRule implements Rule {

    private static final String STATE = "var/lib/snapd/state.json";
    private static final String SNAPS = "var/lib/snapd/snaps/";
    private static final int MAX_STATE = 8 << 20;
    private static final int MAX_SNAPS = 10_000;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        byte[] state = files.head(STATE, MAX_STATE + 1);
        if (state == null) {
            return;
        }
        if (state.length > MAX_STATE) {
            throw new CorruptDataException("/%s: more than %d bytes".formatted(STATE, MAX_STATE));
        }
        Object snaps = JsonTree.get(JsonTree.get(JsonTree.parse(state), "data"), "snaps");
        if (!(snaps instanceof Map<?, ?> map)) {
            return; // none was ever installed
        }
        if (map.size() > MAX_SNAPS) {
            throw new CorruptDataException("/%s: more than %d snaps".formatted(STATE, MAX_SNAPS));
        }
        for (Map.Entry<?, ?> snap : map.entrySet()) {
            String revision = JsonTree.text(snap.getValue(), "current");
            if (revision != null) {
                add(String.valueOf(snap.getKey()), revision, files, findings);
            }
        }
    }

    private static void add(String name, String revision, GuestFiles files, Findings findings) throws IOException {
        String path = SNAPS + name + "_" + revision + ".snap";
        Map<String, String> yaml = Map.of();
        try (BlockSource file = files.source(path)) {
            if (file == null) {
                findings.doubt("/" + path, "is not there, though snapd has it for installed");
            } else {
                yaml = yaml(file, path);
            }
        } catch (IOException e) {
            findings.gap("/" + path, LinuxRules.code(e), LinuxRules.describe(e));
        }
        String version = yaml.getOrDefault("version", "");
        // without its version, the revision is all that is known
        findings.add(Application.of("snap", name, version.isEmpty() ? revision : version)
                .release(version.isEmpty() ? null : revision)
                .summary(yaml.get("summary"))
                .license(yaml.get("license"))
                .installPath("/" + path)
                .build());
    }

    private static Map<String, String> yaml(BlockSource file, String path) throws IOException {
        Optional<GuestFileSystem> opened = Disks.openFileSystem(file, path);
        if (opened.isEmpty()) {
            throw new CorruptDataException("/%s: no file system".formatted(path));
        }
        try (GuestFileSystem fileSystem = opened.get()) {
            String text = new GuestFiles(fileSystem.getPath("/")).text("meta/snap.yaml");
            return text == null ? Map.of() : scalars(text);
        }
    }

    /** The values of YAML that stand in the line of their key, at the outermost level. */
    private static Map<String, String> scalars(String text) {
        Map<String, String> scalars = new HashMap<>();
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(": ");
            if (colon > 0 && line.charAt(0) > ' ' && line.charAt(0) != '#') {
                String value = unquoted(line.substring(colon + 2).strip());
                if (value != null) {
                    scalars.putIfAbsent(line.substring(0, colon), value);
                }
            }
        }
        return scalars;
    }

    /** @return null for the start of a text in lines of its own */
    private static @Nullable String unquoted(String value) {
        if (value.startsWith("|") || value.startsWith(">")) {
            return null;
        }
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
