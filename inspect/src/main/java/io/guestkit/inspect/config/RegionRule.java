package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.rule.ConfigurationDraft.Topic;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.Map;

/** Where the guest is at home: time zone, language, keyboard; and the id that it has as a machine. */
final class RegionRule implements Rule {

    private static final String ZONES = "zoneinfo/";

    /** File and variable, in the order in which they count: systemd's, Debian's, Red Hat's, SUSE's, Gentoo's, Arch's. */
    private static final String[][] LOCALES = {
        {"etc/locale.conf", "LANG"},
        {"etc/default/locale", "LANG"},
        {"etc/sysconfig/i18n", "LANG"},
        {"etc/sysconfig/language", "RC_LANG"},
        {"etc/env.d/02locale", "LANG"},
        {"etc/profile.d/lang.sh", "LANG"},
        {"etc/rc.conf", "LOCALE"},
        {"etc/environment", "LANG"},
    };

    private static final String[][] KEYBOARDS = {
        {"etc/vconsole.conf", "KEYMAP"},
        {"etc/default/keyboard", "XKBLAYOUT"},
        {"etc/sysconfig/keyboard", "KEYTABLE"},
        {"etc/sysconfig/keyboard", "KEYMAP"},
        {"etc/conf.d/keymaps", "keymap"},
        {"etc/rc.conf", "KEYMAP"},
    };

    private static final String[][] CLOCKS = {
        {"etc/sysconfig/clock", "ZONE"},
        {"etc/sysconfig/clock", "TIMEZONE"},
        {"etc/conf.d/clock", "TIMEZONE"},
        {"etc/rc.conf", "TIMEZONE"},
    };

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String path : new String[] {"etc/machine-id", "var/lib/dbus/machine-id"}) {
            String id = files.firstLine(path);
            if (id != null && !id.equals("uninitialized")) {
                findings.configuration().tell(Topic.MACHINE_ID, id, "/" + path);
            }
        }
        String link = files.linkTarget("etc/localtime");
        int zone = link == null ? -1 : link.indexOf(ZONES);
        if (link != null && zone >= 0) {
            findings.configuration()
                    .tell(Topic.TIMEZONE, link.substring(zone + ZONES.length()), "/etc/localtime -> " + link);
        }
        for (String path : new String[] {"etc/timezone", "etc/TZ"}) {
            String text = files.text(path);
            for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
                findings.configuration().tell(Topic.TIMEZONE, line.text(), "/" + path + ":" + line.number());
            }
        }
        variables(CLOCKS, Topic.TIMEZONE, files, findings);
        variables(LOCALES, Topic.LOCALE, files, findings);
        variables(KEYBOARDS, Topic.KEYBOARD, files, findings);
    }

    private static void variables(String[][] places, Topic topic, GuestFiles files, Findings findings)
            throws IOException {
        for (String[] place : places) {
            if (findings.configuration().setting(topic).isPresent()) {
                return;
            }
            String text = files.text(place[0]);
            if (text != null) {
                Map<String, String> values = ShellAssignments.parse(text);
                findings.configuration().tell(topic, values.get(place[1]), "/" + place[0] + " " + place[1]);
            }
        }
    }
}
