package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.Seconds;
import io.guestkit.inspect.parse.StorePath;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.sqlite.SqliteDatabase;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Packages of Nix and Guix. A store also has what packages were made by, and older systems; installed is what the present
 * generations of the profiles (the system's and those of users) need, directly or not. Objects without a version in their
 * name are no packages: configuration, scripts, the profiles themselves. Outputs of one build are one package.
 */
final class StoreRule implements Rule {

    private static final int MAX_LINKS = 10;
    private static final int MAX_PROFILES = 10_000;

    /** @param folders that have profiles; of those behind {@code users}, each folder inside */
    private record Store(String format, String path, String database, String[] folders, String users) {}

    private static final Store[] STORES = {
        new Store(
                "nix",
                "nix/store/",
                "nix/var/nix/db/db.sqlite",
                new String[] {"nix/var/nix/profiles", "root/.local/state/nix/profiles"},
                "nix/var/nix/profiles/per-user"),
        new Store(
                "guix",
                "gnu/store/",
                "var/guix/db/db.sqlite",
                new String[] {"var/guix/profiles"},
                "var/guix/profiles/per-user"),
    };

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (Store store : STORES) {
            try (BlockSource file = files.source(store.database);
                    BlockSource log = files.source(store.database + "-wal");
                    BlockSource journal = files.source(store.database + "-journal")) {
                if (file != null) {
                    read(store, SqliteDatabase.open(file, log, journal), files, findings);
                }
            } catch (CorruptDataException e) {
                throw e.in("/" + store.database);
            }
        }
    }

    private static void read(Store store, SqliteDatabase database, GuestFiles files, Findings findings)
            throws IOException {
        Map<String, String> roots = roots(store, files); // object, profile
        if (roots.isEmpty()) {
            findings.gap(
                    "/" + store.folders[0],
                    NotExamined.Code.UNKNOWN,
                    "no profile of %s leads to what is installed".formatted(store.format));
            return;
        }
        Map<String, Application> packages = new TreeMap<>(); // by build and name
        for (String missing : new StoreDatabase(database).needed(roots.keySet(), (path, deriver, registered) -> {
            StorePath object = StorePath.parse(path, deriver);
            if (object == null) {
                throw new CorruptDataException("object %s, expected HASH-NAME in /%s".formatted(path, store.path));
            }
            if (!object.version().isEmpty()) {
                String build = object.name() + "-" + object.version() + "\0" + (known(deriver) ? deriver : path);
                Application known = packages.get(build);
                // the main output has the shortest name
                if (known == null || known.installPath().orElse("").length() > path.length()) {
                    packages.put(build, application(store, object, path, registered));
                }
            }
        })) {
            findings.gap(
                    "/" + roots.get(missing),
                    NotExamined.Code.UNKNOWN,
                    "it leads to %s, which the database of %s does not have".formatted(missing, store.format));
        }
        packages.values().forEach(findings::add);
    }

    private static boolean known(@Nullable String deriver) {
        return deriver != null && deriver.endsWith(".drv");
    }

    private static Application application(Store store, StorePath object, String path, @Nullable Long registered) {
        return Application.of(store.format, object.name(), object.version())
                .installPath(path)
                .installTime(registered == null ? null : Seconds.instant(registered))
                .build();
    }

    private static Map<String, String> roots(Store store, GuestFiles files) throws IOException {
        Map<String, String> roots = new TreeMap<>();
        for (String folder : store.folders) {
            add(folder, store, files, roots);
        }
        for (String user : files.names(store.users)) {
            add(store.users + "/" + user, store, files, roots);
        }
        if (store.format.equals("nix")) {
            for (String user : files.names("home")) {
                add("home/" + user + "/.local/state/nix/profiles", store, files, roots);
            }
        }
        return roots;
    }

    /** Profiles are links to one of their generations, {@code NAME-NUMBER-link}; channels are where packages come from. */
    private static void add(String folder, Store store, GuestFiles files, Map<String, String> roots)
            throws IOException {
        for (String name : files.names(folder)) {
            String object = name.endsWith("-link") || name.startsWith("channels")
                    ? null
                    : target(folder + "/" + name, store, files);
            if (object != null && roots.size() < MAX_PROFILES) {
                roots.putIfAbsent(object, folder + "/" + name);
            }
        }
    }

    /** The object in the store that a link leads to, over others; null if it leads to none. */
    private static @Nullable String target(String link, Store store, GuestFiles files) throws IOException {
        String path = link;
        for (int i = 0; i < MAX_LINKS; i++) {
            String target = files.linkTarget(path);
            if (target == null) {
                return null;
            }
            path = target.startsWith("/") ? target.substring(1) : path.substring(0, path.lastIndexOf('/') + 1) + target;
            if (path.startsWith(store.path)) {
                int end = path.indexOf('/', store.path.length());
                return "/" + (end < 0 ? path : path.substring(0, end));
            }
        }
        return null;
    }
}
