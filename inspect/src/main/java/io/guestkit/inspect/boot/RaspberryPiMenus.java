package io.guestkit.inspect.boot;

import io.guestkit.inspect.boot.BootMenu.Choice;
import io.guestkit.inspect.parse.RaspberryPiConfig;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the firmware of a Raspberry Pi starts by config.txt and cmdline.txt. */
final class RaspberryPiMenus {

    /** Names that models look for without being told; the 64-bit ones first. */
    private static final String[] KERNELS = {
        "kernel8.img", "kernel_2712.img", "kernel7l.img", "kernel7.img", "kernel.img"
    };
    /** What is beside it, so that not any config.txt counts. */
    private static final String[] SIGNS = {"bootcode.bin", "start.elf", "start4.elf", "cmdline.txt"};

    private RaspberryPiMenus() {}

    /**
     * @param loaders gets it even if what it starts is another loader
     * @return null if there is none, or it starts U-Boot
     */
    static @Nullable BootMenu menu(BootFiles files, List<BootLoader> loaders) throws IOException {
        for (BootFile file : files.atTop("config.txt")) {
            String directory = file.path().substring(0, file.path().lastIndexOf('/') + 1);
            boolean sign = false;
            for (String each : SIGNS) {
                sign |= file.files().isFile(directory + each);
            }
            if (!sign) {
                continue;
            }
            loaders.add(new BootLoader("raspberrypi", file.shown()));
            String text = file.files().text(file.path());
            RaspberryPiConfig config = RaspberryPiConfig.parse(text == null ? "" : text);
            BootMenu menu = menu(file, directory, config);
            if (menu != null) {
                return menu;
            }
        }
        return null;
    }

    private static @Nullable BootMenu menu(BootFile file, String directory, RaspberryPiConfig config)
            throws IOException {
        List<RaspberryPiConfig.Setting> kernels = new ArrayList<>(config.all("kernel"));
        boolean named = !kernels.isEmpty();
        String prefix = config.value("os_prefix");
        if (!named) {
            String bits = config.value("arm_64bit");
            for (String name : KERNELS) {
                boolean wide = name.equals("kernel8.img") || name.equals("kernel_2712.img");
                if (file.files().isFile(directory + prefix + name) && (bits.isEmpty() || wide != bits.equals("0"))) {
                    kernels.add(new RaspberryPiConfig.Setting("kernel", name, "", 1));
                }
            }
        }
        List<Choice> choices = new ArrayList<>();
        int chosen = 0;
        boolean uBoot = false;
        for (RaspberryPiConfig.Setting kernel : kernels) {
            String lower = kernel.value().toLowerCase(Locale.ROOT);
            if (lower.contains("u-boot") || lower.contains("uboot")) {
                uBoot = true;
                continue;
            }
            boolean board = !kernel.filter().isEmpty() || !named && kernels.size() > 1;
            chosen = kernel.filter().isEmpty() && named ? choices.size() : chosen; // the last one wins
            choices.add(choice(file, directory, prefix, config, kernel, board ? "which model it is" : ""));
        }
        if (choices.isEmpty()) {
            return uBoot ? null : choice(file, config);
        }
        String assumed = choices.get(chosen).assumed();
        return new BootMenu(
                "raspberrypi",
                file,
                choices,
                chosen,
                assumed.isEmpty() ? "that is for all models" : "the board decides otherwise, perhaps: " + assumed);
    }

    private static BootMenu choice(BootFile file, RaspberryPiConfig config) {
        BootEntry entry = new BootEntry(
                "config.txt",
                Optional.empty(),
                "raspberrypi",
                Optional.of(config.value("os_prefix") + "kernel8.img"),
                List.of(),
                Optional.empty(),
                false,
                file.shown());
        return new BootMenu(
                "raspberrypi",
                file,
                List.of(new Choice(entry, null, "the name of the kernel")),
                0,
                "it names no kernel, and none is there by a name that models look for");
    }

    private static Choice choice(
            BootFile file,
            String directory,
            String prefix,
            RaspberryPiConfig config,
            RaspberryPiConfig.Setting kernel,
            String assumed)
            throws IOException {
        String top = "/" + directory + prefix;
        String initramfs = config.value("initramfs");
        int blank = initramfs.indexOf(' '); // an address, or followkernel
        initramfs = blank < 0 ? initramfs : initramfs.substring(0, blank);
        if (initramfs.isEmpty() && config.value("auto_initramfs").equals("1")) {
            initramfs = automatic(kernel.value());
            if (!file.files().isFile(directory + prefix + initramfs)) {
                initramfs = ""; // passed over
            }
        }
        List<String> all = new ArrayList<>();
        for (String each : initramfs.split(",")) {
            if (!each.isBlank()) {
                all.add(top + each.strip());
            }
        }
        String commandLine = config.value("cmdline");
        String options =
                file.files().firstLine(directory + prefix + (commandLine.isEmpty() ? "cmdline.txt" : commandLine));
        return new Choice(
                new BootEntry(
                        kernel.value(),
                        Optional.empty(),
                        "raspberrypi",
                        Optional.of(top + kernel.value()),
                        all,
                        options == null || options.isEmpty() ? Optional.empty() : Optional.of(options),
                        false,
                        file.shown() + ":" + kernel.line()),
                null,
                assumed);
    }

    /** {@code initramfs8} for {@code kernel8.img}. */
    private static String automatic(String kernel) {
        String name = kernel.startsWith("kernel") ? kernel.substring(6) : kernel;
        int dot = name.lastIndexOf('.');
        return "initramfs" + (dot < 0 ? name : name.substring(0, dot));
    }
}
