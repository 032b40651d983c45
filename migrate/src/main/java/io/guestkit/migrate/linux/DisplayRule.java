package io.guestkit.migrate.linux;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Configuration of X that demands the driver of a hypervisor's display, and its place on the bus. xorg.conf(5). */
final class DisplayRule implements FixRule {

    private static final Pattern DRIVER =
            Pattern.compile("(?i)(\\s*driver\\s+\")(vmware|vmwlegacy|vboxvideo|xenfb|prlvideo|hyperv|hyperv_fb)(\".*)");
    private static final Pattern PLACE = Pattern.compile("(?i)\\s*busid\\s+\"pci:.*");
    private static final Pattern SECTION = Pattern.compile("(?i)\\s*section\\s+\"([^\"]*)\".*");
    private static final Pattern END = Pattern.compile("(?i)\\s*endsection\\b.*");

    private static final String[] FOLDERS = {
        "/usr/lib/xorg/modules/drivers/",
        "/usr/lib64/xorg/modules/drivers/",
        "/usr/lib/x86_64-linux-gnu/xorg/modules/drivers/",
        "/usr/lib/aarch64-linux-gnu/xorg/modules/drivers/"
    };

    @Override
    public String name() {
        return "x11";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        plan(draft, "/etc/X11/xorg.conf");
        plan(draft, "/etc/X11/XF86Config");
        for (String name : draft.files().names("/etc/X11/xorg.conf.d")) {
            if (name.endsWith(".conf")) {
                plan(draft, "/etc/X11/xorg.conf.d/" + name);
            }
        }
    }

    private static void plan(Draft draft, String path) throws IOException {
        String text = draft.files().isFile(path) ? draft.text(path) : null;
        Lines lines = new Lines(text == null ? "" : text);
        List<String> evidence = new ArrayList<>();
        int section = 0;
        String name = "";
        String driver = driver(draft);
        for (int number = 1; number <= lines.count(); number++) {
            Matcher begun = SECTION.matcher(lines.line(number));
            if (begun.matches()) {
                section = number;
                name = begun.group(1);
            } else if (END.matcher(lines.line(number)).matches() && name.equalsIgnoreCase("Device")) {
                device(lines, section, number, driver, path, evidence);
                name = "";
            }
        }
        if (evidence.isEmpty()) {
            return;
        }
        if (driver == null) {
            draft.note("%s, and the guest has neither the driver modesetting nor vesa"
                    .formatted(String.join("; ", evidence)));
        } else {
            draft.edit(path, lines.text(), "the display will be another one", evidence);
        }
    }

    /** One section; one of another driver stays as it is. */
    private static void device(
            Lines lines, int start, int end, @Nullable String driver, String path, List<String> evidence) {
        boolean old = false;
        for (int number = start; number < end; number++) {
            Matcher line = DRIVER.matcher(lines.line(number));
            if (line.matches()) {
                old = true;
                evidence.add(
                        "%s:%d: %s".formatted(path, number, lines.line(number).strip()));
                lines.replace(number, line.group(1) + driver + line.group(3));
            }
        }
        for (int number = start; old && number < end; number++) {
            if (PLACE.matcher(lines.line(number)).matches()) {
                lines.replace(number, "#" + lines.line(number));
            }
        }
    }

    private static @Nullable String driver(Draft draft) throws IOException {
        for (String driver : new String[] {"modesetting", "vesa"}) {
            for (String folder : FOLDERS) {
                if (draft.files().exists(folder + driver + "_drv.so")) {
                    return driver;
                }
            }
        }
        return null;
    }
}
