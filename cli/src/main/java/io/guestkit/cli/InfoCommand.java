package io.guestkit.cli;

import io.guestkit.Disks;
import io.guestkit.image.DiskImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code info}: what an image says of itself. */
final class InfoCommand implements Command {

    /** No real chain is this long, and every image of it is an open file. */
    private static final int LONGEST_CHAIN = 1000;

    @Override
    public Usage usage() {
        return new Usage(
                "info",
                "IMAGE",
                0,
                1,
                "What an image says of itself, as qemu-img info does",
                List.of(
                        Flag.BACKING_CHAIN,
                        Flag.IMAGE,
                        Flag.DISK,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.ALLOW_PATH,
                        Flag.OUTPUT),
                List.of(
                        "disk.qcow2",
                        "size, features, snapshots",
                        "overlay.qcow2 --backing-chain",
                        "and of the images below it",
                        "disk.qcow2 --output json",
                        "for scripts that know qemu-img's keys"),
                List.of("It works on images whose content cannot be read, such as encrypted ones."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        Path path = call.image();
        call.examine(path.toString());
        try (DiskImage image = Disks.openImage(path, call.openOptions())) {
            print(chain(image, path, call.has(Flag.BACKING_CHAIN)), call);
            Warnings.print(image.warnings(), call.streams());
        }
        return ExitCode.OK;
    }

    /** An image and, if {@code below}, the images below it. */
    static List<ImageFacts> chain(DiskImage image, Path path, boolean below) throws IOException {
        List<ImageFacts> chain = new ArrayList<>();
        chain.add(new ImageFacts(path, image.info()));
        if (below) {
            addBacking(image, path, chain);
        }
        return chain;
    }

    /** The facts of one image, or a list if the whole chain was asked for. */
    static Object document(List<ImageFacts> chain, boolean whole) {
        List<Object> all = new ArrayList<>();
        for (ImageFacts facts : chain) {
            all.add(facts.document());
        }
        return whole ? all : all.getFirst();
    }

    private static void addBacking(DiskImage top, Path path, List<ImageFacts> chain) throws IOException {
        DiskImage image = top;
        Path at = path;
        while (chain.size() < LONGEST_CHAIN) {
            DiskImage below = image.backing().orElse(null);
            if (below == null) {
                return;
            }
            at = ImageFacts.backingPath(at, image.info());
            chain.add(new ImageFacts(at, below.info()));
            image = below;
        }
        throw new IOException("the chain of backing files is longer than " + LONGEST_CHAIN);
    }

    private static void print(List<ImageFacts> chain, Invocation call) throws IOException {
        if (call.output() != OutputFormat.TEXT) {
            Document.print(document(chain, call.has(Flag.BACKING_CHAIN)), call);
            return;
        }
        for (int i = 0; i < chain.size(); i++) {
            if (i > 0) {
                call.streams().println("");
            }
            chain.get(i).print(call.streams());
        }
    }
}
