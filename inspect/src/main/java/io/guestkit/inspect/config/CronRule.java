package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.report.ScheduledTask;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tasks of cron: crontab(5) of the system and of users, the directories of scripts, and anacrontab(5). */
final class CronRule implements Rule {

    /** Where users' tables are: Debian, Red Hat, SUSE, busybox. */
    private static final String[] SPOOLS = {
        "var/spool/cron/crontabs", "var/spool/cron", "var/spool/cron/tabs", "etc/crontabs"
    };

    private static final String[] PERIODS = {"hourly", "daily", "weekly", "monthly", "yearly"};
    private static final String[] BUSYBOX_PERIODS = {"15min", "hourly", "daily", "weekly", "monthly"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        table("etc/crontab", null, files, findings);
        for (String name : files.names("etc/cron.d")) {
            if (name.indexOf('.') < 0) { // cron passes over what has a dot in its name
                table("etc/cron.d/" + name, null, files, findings);
            }
        }
        for (String spool : SPOOLS) {
            for (String user : files.names(spool)) {
                if (!user.startsWith(".") && files.isFile(spool + "/" + user)) {
                    table(spool + "/" + user, user, files, findings);
                }
            }
        }
        for (String period : PERIODS) {
            scripts("etc/cron." + period, period, files, findings);
        }
        for (String period : BUSYBOX_PERIODS) {
            scripts("etc/periodic/" + period, period, files, findings);
        }
        anacron(files, findings);
    }

    /** @param user whose table it is; null if each line names one */
    private static void table(String path, @Nullable String user, GuestFiles files, Findings findings) {
        try {
            String text = files.text(path);
            for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
                boolean nickname = line.text().startsWith("@");
                List<String> words = line.words();
                int times = nickname ? 1 : 5;
                int before = times + (user == null ? 1 : 0);
                if (words.size() <= before || !nickname && isAssignment(line.text())) {
                    continue;
                }
                findings.add(new ScheduledTask(
                        "cron",
                        path.substring(path.lastIndexOf('/') + 1),
                        String.join(" ", words.subList(0, times)),
                        Optional.of(user == null ? words.get(times) : user),
                        rest(line.text(), before),
                        true,
                        "/" + path + ":" + line.number()));
            }
        } catch (IOException e) {
            findings.doubt("/" + path, LinuxRules.describe(e));
        }
    }

    private static boolean isAssignment(String line) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            return false;
        }
        for (int i = 0; i < equals; i++) {
            char c = line.charAt(i);
            boolean ofName = Character.isLetterOrDigit(c) || c == '_' || c == '"' || c == ' ' && i == equals - 1;
            if (!ofName || i == 0 && Character.isDigit(c)) {
                return false;
            }
        }
        return true;
    }

    /** What follows that many words, as written. */
    private static String rest(String line, int words) {
        int at = 0;
        for (int word = 0; word < words; word++) {
            while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
                at++;
            }
            while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
                at++;
            }
        }
        return line.substring(at);
    }

    private static void scripts(String directory, String period, GuestFiles files, Findings findings)
            throws IOException {
        for (String name : files.names(directory)) {
            String path = directory + "/" + name;
            if (!name.startsWith(".") && files.isFile(path)) {
                findings.add(
                        new ScheduledTask("cron", name, period, Optional.of("root"), "/" + path, true, "/" + path));
            }
        }
    }

    private static void anacron(GuestFiles files, Findings findings) throws IOException {
        String text = files.text("etc/anacrontab");
        for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
            List<String> words = line.words();
            if (words.size() < 4 || isAssignment(line.text())) {
                continue;
            }
            findings.add(new ScheduledTask(
                    "anacron",
                    words.get(2),
                    words.get(0).startsWith("@") ? words.get(0) : "every " + words.get(0) + " days",
                    Optional.of("root"),
                    rest(line.text(), 3),
                    true,
                    "/etc/anacrontab:" + line.number()));
        }
    }
}
