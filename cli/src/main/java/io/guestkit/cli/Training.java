package io.guestkit.cli;

import java.io.OutputStream;
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
    }

    private static void run(String... arguments) {
        Main.run(arguments, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }
}
