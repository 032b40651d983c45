package io.guestkit.guestfs;

import io.guestkit.guestfs.option.AddDriveOptions;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Starts appliances: qemu directly, without libvirt, and emulated where KVM does not work. Whoever has set
 * {@code LIBGUESTFS_BACKEND} chooses another way.
 */
public final class Appliance {

    private Appliance() {}

    /**
     * How an appliance is started.
     *
     * @param memoryMegabytes its memory in MiB; the library's own default where empty
     * @param listener told of progress and warnings, and, if {@code verbose}, of what the appliance and the library log,
     *     from before the start until the handle is closed
     * @param verbose whether there is to be a log
     */
    public record Options(OptionalInt memoryMegabytes, Optional<EventListener> listener, boolean verbose) {

        public static final Options DEFAULT = new Options(OptionalInt.empty(), Optional.empty(), false);

        public Options withMemoryMegabytes(int megabytes) {
            return new Options(OptionalInt.of(megabytes), listener, verbose);
        }

        /** @param verbose whether it hears the log, too */
        public Options withListener(EventListener listener, boolean verbose) {
            return new Options(memoryMegabytes, Optional.of(listener), verbose);
        }
    }

    /**
     * A handle that is launched later: the same settings, without drives.
     *
     * @return to be closed by the caller
     * @throws UnsupportedFeatureException if there is no libguestfs; says what to install
     */
    public static Guestfs create(Options options) throws IOException {
        Guestfs guestfs = Guestfs.create();
        try {
            if (System.getenv("LIBGUESTFS_BACKEND") == null) {
                guestfs.setBackend("direct");
            }
            if (!Kvm.works(guestfs.getHv())) {
                guestfs.setBackendSetting("force_tcg", "1");
            }
            if (options.memoryMegabytes().isPresent()) {
                guestfs.setMemsize(options.memoryMegabytes().getAsInt());
            }
            if (options.listener().isPresent()) {
                EventListener listener = options.listener().get();
                guestfs.setVerbose(options.verbose());
                EventRegistration _ = guestfs.listen(listener, GuestfsEvent.PROGRESS, GuestfsEvent.WARNING);
                if (options.verbose()) {
                    EventRegistration _ = guestfs.listen(listener, GuestfsEvent.APPLIANCE, GuestfsEvent.LIBRARY);
                }
            }
            return guestfs;
        } catch (IOException | RuntimeException e) {
            throw closed(guestfs, e);
        }
    }

    /**
     * Starts an appliance, which takes seconds, or half a minute where it is emulated.
     *
     * @param drives the first one is {@code /dev/sda} to the appliance, the second {@code /dev/sdb} …
     * @return to be closed by the caller
     * @throws UnsupportedFeatureException if there is no libguestfs; says what to install
     * @throws GuestfsException if a drive cannot be opened or the appliance does not start
     */
    public static Guestfs launch(List<Drive> drives, Options options) throws IOException {
        Guestfs guestfs = create(options);
        try {
            Overlays overlays = Overlays.of(guestfs);
            for (int i = 0; i < drives.size(); i++) {
                Drive drive = drives.get(i);
                Path file = drive.readOnly()
                        ? overlays.over(guestfs, drive)
                        : drive.image().toRealPath();
                String format = drive.readOnly() ? "qcow2" : drive.format();
                guestfs.addDrive(
                        file.toString(),
                        AddDriveOptions.builder().format(format).label(label(i)).build());
            }
            guestfs.launch();
            checkOrder(guestfs, drives.size());
            return guestfs;
        } catch (IOException | RuntimeException e) {
            throw closed(guestfs, e);
        }
    }

    /** sda, sdb … sdz, sdaa …: a name for the drive, in letters only. */
    private static String label(int index) {
        StringBuilder letters = new StringBuilder();
        for (int i = index; i >= 0; i = i / 26 - 1) {
            letters.insert(0, (char) ('a' + i % 26));
        }
        return "sd" + letters;
    }

    /** The kernel of an appliance names disks as it finds them, and not every library puts that right. */
    private static void checkOrder(Guestfs guestfs, int count) throws IOException {
        Map<String, String> devices = guestfs.listDiskLabels();
        for (int i = 0; i < count; i++) {
            String label = label(i);
            if (!("/dev/" + label).equals(devices.get(label))) {
                throw new IOException("the appliance has the drives in another order: %s is %s"
                        .formatted(label, devices.getOrDefault(label, "not there")));
            }
        }
    }

    /** Closes what cannot be used. Returns, so that callers can throw it, what led here. */
    private static IOException closed(Guestfs guestfs, Exception why) {
        try {
            guestfs.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        if (why instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (IOException) why;
    }
}
