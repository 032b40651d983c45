package io.guestkit.migrate.fix;

import io.guestkit.inspect.parse.ModuleList;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.CorruptDataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The modules of one of a guest's kernels, by modules.dep(5). */
public final class KernelModules {

    private static final long MAX_FILE = 16L << 20;
    private static final int MAX_NEEDED = 10_000;

    private final String directory;
    /** Paths below the directory, by name; the module's own first, then those that it needs. */
    private final Map<String, List<String>> loadable;

    private final Map<String, String> builtIn;

    private KernelModules(String directory, Map<String, List<String>> loadable, Map<String, String> builtIn) {
        this.directory = directory;
        this.loadable = loadable;
        this.builtIn = builtIn;
    }

    /**
     * Reads the lists.
     *
     * @return null if the guest has none for that kernel
     */
    public static @Nullable KernelModules of(GuestFiles files, String version) throws IOException {
        if (version.isEmpty() || version.indexOf('/') >= 0) {
            return null;
        }
        for (String directory : new String[] {"lib/modules/" + version, "usr/lib/modules/" + version}) {
            if (files.isFile(directory + "/modules.dep")) {
                Map<String, List<String>> loadable = new HashMap<>();
                for (String line : lines(files, directory + "/modules.dep")) {
                    int colon = line.indexOf(':');
                    if (colon > 0) {
                        List<String> paths = new ArrayList<>(List.of(line.substring(0, colon)));
                        for (String needed : line.substring(colon + 1).split(" ", -1)) {
                            if (!needed.isEmpty()) {
                                paths.add(needed);
                            }
                        }
                        loadable.put(name(paths.getFirst()), paths);
                    }
                }
                Map<String, String> builtIn = new HashMap<>();
                for (String line : lines(files, directory + "/modules.builtin")) {
                    builtIn.put(name(line), line);
                }
                return new KernelModules(directory, loadable, builtIn);
            }
        }
        return null;
    }

    private static List<String> lines(GuestFiles files, String path) throws IOException {
        if (files.size(path) > MAX_FILE) {
            throw new CorruptDataException(
                    "/%s: %d bytes, expected at most %d".formatted(path, files.size(path), MAX_FILE));
        }
        List<String> lines = new ArrayList<>();
        try (InputStream in = files.open(path)) {
            if (in != null) {
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    private static String name(String path) {
        return ModuleList.moduleName(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Where they are in the guest, without a slash in front. */
    public String directory() {
        return directory;
    }

    public boolean isBuiltIn(String module) {
        return builtIn.containsKey(module);
    }

    public boolean isLoadable(String module) {
        return loadable.containsKey(module);
    }

    /**
     * The files of some modules and of all that they need, those that are needed first.
     *
     * @return paths below {@link #directory}, by name
     */
    public Map<String, String> withNeeded(Collection<String> modules) throws CorruptDataException {
        Map<String, String> all = new LinkedHashMap<>();
        for (String module : modules) {
            List<String> paths = loadable.getOrDefault(module, List.of());
            for (String path : paths.reversed()) {
                all.put(name(path), path);
            }
        }
        if (all.size() > MAX_NEEDED) {
            throw new CorruptDataException(
                    "/%s/modules.dep: %d modules need each other".formatted(directory, all.size()));
        }
        return all;
    }
}
