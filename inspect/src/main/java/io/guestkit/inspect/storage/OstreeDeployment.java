package io.guestkit.inspect.storage;

import io.guestkit.inspect.parse.BootLoaderSpec;
import io.guestkit.inspect.parse.VersionOrder;
import io.guestkit.inspect.rule.GuestFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tree in a file system of OSTree that starts by default: CoreOS, Silverblue, bootc. The file system has many trees,
 * {@code ostree/deploy/OS/deploy/CHECKSUM.N}; the boot entries name one each, by {@code ostree=} on the command line,
 * which is a link. /var is one for all trees of an OS.
 *
 * @param path of the tree, from the top of the file system
 * @param var path of its /var
 * @param source the boot entry, or why it is this one
 */
public record OstreeDeployment(String path, String var, String source) {

    private static final String DEPLOY = "ostree/deploy";

    /** @param prefix {@code boot/} where that is a directory of the file system, else empty */
    public record BootFiles(String device, GuestFiles files, String prefix) {}

    /** @return null if no boot entry leads to a tree and there is not exactly one */
    public static @Nullable OstreeDeployment find(GuestFiles files, List<BootFiles> boots) throws IOException {
        String newest = null;
        OstreeDeployment found = null;
        VersionOrder order = new VersionOrder();
        for (BootFiles boot : boots) {
            String directory = boot.prefix + "loader/entries";
            for (String name : boot.files.names(directory)) {
                String text = name.endsWith(".conf") ? boot.files.text(directory + "/" + name) : null;
                String link = text == null
                        ? null
                        : link(BootLoaderSpec.parse(text, Map.of()).options());
                if (link != null && (newest == null || order.compare(name, newest) > 0)) {
                    OstreeDeployment deployment = follow(files, link, boot.device + " /" + directory + "/" + name);
                    newest = deployment == null ? newest : name;
                    found = deployment == null ? found : deployment;
                }
            }
        }
        return found == null ? only(files) : found;
    }

    private static @Nullable String link(String options) {
        for (String word : options.split(" ")) {
            if (word.startsWith("ostree=")) {
                return word.substring(7);
            }
        }
        return null;
    }

    private static @Nullable OstreeDeployment follow(GuestFiles files, String link, String source) throws IOException {
        Path top = files.root().toRealPath();
        Path tree;
        try {
            tree = top.resolve(link.startsWith("/") ? link.substring(1) : link).toRealPath();
        } catch (NoSuchFileException e) {
            return null;
        }
        return tree.startsWith(top) ? of(top.relativize(tree).toString(), source) : null;
    }

    private static @Nullable OstreeDeployment of(String path, String source) {
        String[] names = path.split("/");
        boolean fits = names.length == 5
                && names[0].equals("ostree")
                && names[1].equals("deploy")
                && names[3].equals("deploy");
        return fits ? new OstreeDeployment(path, DEPLOY + "/" + names[2] + "/var", source) : null;
    }

    private static @Nullable OstreeDeployment only(GuestFiles files) throws IOException {
        List<String> trees = new ArrayList<>();
        for (String os : files.names(DEPLOY)) {
            for (String tree : files.names(DEPLOY + "/" + os + "/deploy")) {
                String path = DEPLOY + "/" + os + "/deploy/" + tree;
                if (files.isDirectory(path)) {
                    trees.add(path);
                }
            }
        }
        return trees.size() == 1 ? of(trees.getFirst(), "the only one") : null;
    }
}
