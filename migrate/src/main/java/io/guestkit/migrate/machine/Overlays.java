package io.guestkit.migrate.machine;

import io.guestkit.Disks;
import io.guestkit.ImageChain;
import io.guestkit.OpenOptions;
import io.guestkit.convert.ImageCreation;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.FormatOptions;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Throw-away overlays upon the images of a machine, which are only read.
 *
 * @param disks the overlays, with all images below each
 * @param open how to open the overlays
 */
record Overlays(List<Disk> disks, OpenOptions open) {

    private static final int DEEPEST = 32;

    /**
     * A disk and what is below it. QEMU is told of every layer, so that it follows no name that stands in an image.
     *
     * @param layers from the overlay down to the image that lies upon none
     */
    record Disk(List<MachineDisk> layers) {

        Disk {
            layers = List.copyOf(layers);
        }

        /** The overlay. */
        Path path() {
            return layers.getFirst().path();
        }
    }

    Overlays {
        disks = List.copyOf(disks);
    }

    /** Makes them in a folder. */
    static Overlays create(Machine machine, OpenOptions options, Path folder) throws IOException {
        List<Path> allowed = new ArrayList<>(options.allowedPaths());
        List<Disk> disks = new ArrayList<>();
        for (int i = 0; i < machine.disks().size(); i++) {
            MachineDisk disk = machine.disks().get(i);
            Path image = disk.path().toRealPath();
            allowed.add(image.getParent());
            Path overlay = folder.resolve("disk" + i + ".qcow2");
            List<MachineDisk> layers = new ArrayList<>(List.of(new MachineDisk(overlay, DiskFormat.QCOW2)));
            OpenOptions below = options.withFormat(disk.format());
            layers.addAll(layers(image, below));
            ImageCreation.overlay(
                    overlay,
                    DiskFormat.QCOW2,
                    image.toString(),
                    below,
                    OptionalLong.empty(),
                    FormatOptions.of(Map.of()),
                    false);
            disks.add(new Disk(layers));
        }
        return new Overlays(disks, options.withAllowedPaths(allowed));
    }

    List<Path> paths() {
        return disks.stream().map(Disk::path).toList();
    }

    private static List<MachineDisk> layers(Path image, OpenOptions options) throws IOException {
        List<MachineDisk> layers = new ArrayList<>();
        try (ImageChain chain = Disks.openChain(image, options)) {
            List<DiskImage> images = chain.images();
            if (images.size() > DEEPEST) {
                throw new UnsupportedFeatureException(
                        "%s lies upon %d images; at most %d are started from".formatted(image, images.size(), DEEPEST));
            }
            for (DiskImage layer : images) {
                Path path = chain.pathOf(layer).orElse(image).toRealPath();
                DiskFormat format = layer.info().format();
                if (!QemuCommand.FORMATS.contains(format) || chain.hasAppliance()) {
                    throw new UnsupportedFeatureException(
                            "%s: QEMU does not run a guest from %s; convert it first".formatted(path, format));
                }
                if (layer.backing().isPresent() && format != DiskFormat.QCOW2 && format != DiskFormat.VMDK) {
                    throw new UnsupportedFeatureException(
                            "%s: QEMU does not follow what is below a %s; convert it first".formatted(path, format));
                }
                layers.add(new MachineDisk(path, format));
            }
            boolean single = images.stream().allMatch(layer -> layer.info().format() != DiskFormat.VMDK);
            if (single && chain.files().size() > images.size()) {
                throw new UnsupportedFeatureException(
                        "%s: external data files are not started from; convert it first".formatted(image));
            }
        }
        return layers;
    }
}
