package io.guestkit.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs what users run most, in one process and without output, so that the JVM can write down which classes a start
 * needs. The launcher starts it once after a build; its arguments are images to try the commands on.
 */
public final class Training {

    private Training() {}

    public static void main(String[] images) {
        run("version");
        run("version", "--output", "json");
        run("version", "--output", "yaml");
        run("help");
        run("find", "--help");
        run("completion", "bash");
        run("no-such-command");
        run("detect", "/nonexistent");
        for (String image : images) {
            train(image);
        }
    }

    private static void train(String image) {
        for (String command : List.of("detect", "info", "filesystems", "inspect")) {
            run(command, image);
            run(command, image, "--output", "json");
        }
        run("inspect", image, "--output", "yaml");
        run("ls", image, "/");
        run("ls", "-l", image, "/etc");
        run("cat", image, "/etc/os-release");
        run("hash", image, "/etc/os-release");
        run("find", image, "/etc", "--hash", "--output", "json");
        run("find", image, "/etc");
        run("tree", image, "/etc");
        run("df", image);
        run("map", image);
        run("check", image);
        try {
            Path folder = Files.createTempDirectory("guestkit-training");
            trainConversions(image, folder);
            Leftovers.delete(folder);
        } catch (IOException e) {
            // without room for it, conversions start a little slower
        }
    }

    private static void trainConversions(String image, Path folder) {
        String raw = folder.resolve("disk.raw").toString();
        run("convert", image, raw);
        for (String name : List.of("disk.qcow2", "disk.vmdk", "disk.vhd", "disk.vhdx", "disk.vdi")) {
            String other = folder.resolve(name).toString();
            run("convert", raw, other);
            run("convert", other, folder.resolve(name + ".raw").toString());
        }
        run("convert", "-c", raw, folder.resolve("small.qcow2").toString());
        run("compare", image, raw);
        run("create", folder.resolve("new.qcow2").toString(), "1G", "--output", "json");
    }

    private static void run(String... arguments) {
        Main.run(arguments, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }
}
