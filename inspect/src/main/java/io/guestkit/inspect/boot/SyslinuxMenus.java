package io.guestkit.inspect.boot;

import io.guestkit.inspect.boot.BootMenu.Choice;
import io.guestkit.inspect.parse.SyslinuxMenu;
import io.guestkit.inspect.report.BootEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Menus of SYSLINUX and its kin. */
final class SyslinuxMenus {

    private static final String[] PLACES = {
        "boot/extlinux/extlinux.conf",
        "extlinux.conf",
        "boot/extlinux.conf",
        "extlinux/extlinux.conf",
        "boot/syslinux/syslinux.cfg",
        "boot/syslinux/extlinux.conf",
        "syslinux/syslinux.cfg",
        "boot/syslinux.cfg",
        "syslinux.cfg",
    };

    private SyslinuxMenus() {}

    /** @return null if there is none */
    static @Nullable BootMenu menu(BootFiles files) throws IOException {
        List<BootFile> all = files.all(PLACES);
        if (all.isEmpty()) {
            all = files.atTop(
                    "extlinux/extlinux.conf"); // on a partition that U-Boot reads and the guest does not mount
        }
        for (BootFile file : all) {
            String text = file.files().text(file.path());
            SyslinuxMenu menu = SyslinuxMenu.parse(text == null ? "" : text);
            if (menu.entries().isEmpty()) {
                continue;
            }
            List<Choice> choices = new ArrayList<>();
            String directory = file.path().substring(0, file.path().lastIndexOf('/') + 1);
            int chosen = -1;
            for (SyslinuxMenu.Entry entry : menu.entries()) {
                if (entry.label().equals(menu.defaultLabel())) {
                    chosen = choices.size();
                }
                List<String> initramfs = new ArrayList<>();
                entry.initramfs().forEach(path -> initramfs.add(relative(path, directory)));
                choices.add(new Choice(
                        new BootEntry(
                                entry.title() == null ? entry.label() : entry.title(),
                                Optional.of(entry.label()),
                                "extlinux",
                                Optional.ofNullable(entry.kernel()).map(path -> relative(path, directory)),
                                initramfs,
                                entry.options().isEmpty() ? Optional.empty() : Optional.of(entry.options()),
                                false,
                                file.shown() + ":" + entry.line()),
                        null));
            }
            String why = menu.defaultLabel() == null
                    ? "no default is named: the first entry is looked at"
                    : "default is " + menu.defaultLabel()
                            + (chosen < 0 ? ", which is no label: the first entry is looked at" : "");
            return new BootMenu("extlinux", file, choices, Math.max(chosen, 0), why);
        }
        return null;
    }

    /** Relative to the directory of the menu. */
    private static String relative(String path, String directory) {
        if (path.startsWith("/")) {
            return path;
        }
        String joined = "/" + directory + path;
        int up = joined.indexOf("/../");
        while (up > 0) {
            int before = joined.lastIndexOf('/', up - 1);
            joined = joined.substring(0, before) + joined.substring(up + 3);
            up = joined.indexOf("/../");
        }
        return joined;
    }
}
