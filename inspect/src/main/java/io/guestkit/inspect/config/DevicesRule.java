package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a guest calls its encrypted devices, arrays and physical volumes: crypttab(5), mdadm.conf(5), lvmdevices(8). */
final class DevicesRule implements Rule {

    private static final String LVM = "etc/lvm/devices/system.devices";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String crypttab = files.text("etc/crypttab");
        for (NumberedLines.Line line : NumberedLines.of(crypttab == null ? "" : crypttab)) {
            List<String> words = line.words();
            if (words.size() >= 2) {
                // the third field is a place of keys, or a word of the kernel's: /dev/urandom makes a new one each time
                String key = words.size() > 2 ? "key=" + words.get(2) : "";
                String options = words.size() > 3 ? key + "," + words.get(3) : key;
                add(findings, "crypttab", words.get(0), words.get(1), options, "/etc/crypttab", line);
            }
        }
        for (String path : new String[] {"etc/mdadm/mdadm.conf", "etc/mdadm.conf"}) {
            String text = files.text(path);
            for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
                List<String> words = line.words();
                if (words.getFirst().equalsIgnoreCase("ARRAY") && words.size() >= 2) {
                    array(words, path, line, findings);
                }
            }
        }
        String devices = files.text(LVM);
        for (NumberedLines.Line line : NumberedLines.of(devices == null ? "" : devices)) {
            String name = "";
            String id = "";
            StringBuilder others = new StringBuilder();
            for (String word : line.words()) {
                if (word.startsWith("DEVNAME=")) {
                    name = word.substring(8);
                } else if (word.startsWith("IDNAME=")) {
                    id = word.substring(7);
                } else {
                    others.append(others.isEmpty() ? "" : " ").append(word);
                }
            }
            if (!id.isEmpty()) {
                add(findings, "lvm-device", name, id, others.toString(), "/" + LVM, line);
            }
        }
    }

    private static void array(List<String> words, String path, NumberedLines.Line line, Findings findings) {
        String uuid = "";
        StringBuilder others = new StringBuilder();
        for (String word : words.subList(2, words.size())) {
            if (word.toUpperCase(Locale.ROOT).startsWith("UUID=")) {
                uuid = word;
            } else {
                others.append(others.isEmpty() ? "" : " ").append(word);
            }
        }
        add(findings, "mdadm", words.get(1), uuid, others.toString(), "/" + path, line);
    }

    private static void add(
            Findings findings,
            String kind,
            String name,
            String device,
            String options,
            String path,
            NumberedLines.Line line) {
        findings.configuration()
                .add(new NamedDevice(
                        kind,
                        name,
                        device,
                        options.isEmpty() ? Optional.empty() : Optional.of(options),
                        path + ":" + line.number()));
    }
}
