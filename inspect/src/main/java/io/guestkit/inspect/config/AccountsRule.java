package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.parse.Passwd;
import io.guestkit.inspect.parse.SshPublicKey;
import io.guestkit.inspect.report.Group;
import io.guestkit.inspect.report.SshKey;
import io.guestkit.inspect.report.User;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users and groups: passwd(5), shadow(5), group(5), the ranges of login.defs(5), keys for SSH. */
final class AccountsRule implements Rule {

    private static final Comparator<User> BY_NUMBER =
            Comparator.comparingLong(User::uid).thenComparing(User::name);

    /** What they run ends at once: nobody gets in. */
    private static final List<String> NO_LOGIN = List.of("nologin", "false", "true", "sync", "shutdown", "halt");

    /** Days since 1970 that make sense as a date. */
    private static final long MAX_DAY = 2_932_896; // the last of the year 9999

    /** @param password null if it has no line in shadow */
    private record Shadow(@Nullable String password, Optional<String> changed, Optional<String> expires) {}

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        List<Group> groups = groups(files);
        groups.forEach(findings::add);
        String passwd = files.text("etc/passwd");
        if (passwd == null) {
            return;
        }
        Map<String, Shadow> shadows = shadows(files);
        boolean hasShadow = files.isFile("etc/shadow");
        long[] regular = range(files);
        List<String> keyFiles = keyFiles(files);
        List<User> users = new ArrayList<>();
        for (Passwd.Entry entry : Passwd.parse(passwd)) {
            Shadow shadow = shadows.getOrDefault(entry.name(), new Shadow(null, Optional.empty(), Optional.empty()));
            String kind = entry.uid() == 0
                    ? "root"
                    : entry.uid() >= regular[0] && entry.uid() <= regular[1] ? "regular" : "system";
            users.add(new User(
                    entry.name(),
                    entry.uid(),
                    entry.gid(),
                    entry.gecos(),
                    entry.home(),
                    entry.shell(),
                    kind,
                    isLogin(entry.shell().orElse("/bin/sh")),
                    password(entry.password(), shadow.password, hasShadow),
                    shadow.changed,
                    shadow.expires,
                    groupsOf(entry, groups),
                    keys(files, entry, keyFiles, findings),
                    "/etc/passwd:" + entry.line()));
        }
        users.sort(BY_NUMBER);
        users.forEach(findings::add);
    }

    private static boolean isLogin(String shell) {
        return !NO_LOGIN.contains(shell.substring(shell.lastIndexOf('/') + 1));
    }

    private static Optional<String> password(String inPasswd, @Nullable String inShadow, boolean hasShadow) {
        if (!inPasswd.equals("x")) {
            return Optional.of(password(inPasswd));
        }
        if (inShadow == null) {
            return hasShadow ? Optional.of("none") : Optional.empty();
        }
        return Optional.of(password(inShadow));
    }

    /** A mark before a hash can be taken away again; without a hash there is nothing to go back to. */
    private static String password(String field) {
        int marks = 0;
        while (marks < field.length() && (field.charAt(marks) == '!' || field.charAt(marks) == '*')) {
            marks++;
        }
        if (field.isEmpty()) {
            return "empty";
        }
        if (marks == 0) {
            return "set";
        }
        String rest = field.substring(marks);
        return rest.isEmpty() || rest.startsWith("LK") || rest.startsWith("NP") ? "none" : "locked";
    }

    private static Map<String, Shadow> shadows(GuestFiles files) throws IOException {
        Map<String, Shadow> shadows = new HashMap<>();
        String text = files.text("etc/shadow");
        for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
            String[] fields = line.text().split(":", -1);
            if (fields.length >= 2) {
                shadows.put(fields[0], new Shadow(fields[1], day(fields, 2), day(fields, 7)));
            }
        }
        return shadows;
    }

    private static Optional<String> day(String[] fields, int index) {
        long day = index < fields.length ? number(fields[index]) : -1;
        return day <= 0 || day > MAX_DAY
                ? Optional.empty()
                : Optional.of(LocalDate.ofEpochDay(day).toString());
    }

    private static List<Group> groups(GuestFiles files) throws IOException {
        List<Group> groups = new ArrayList<>();
        String text = files.text("etc/group");
        for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
            String[] fields = line.text().split(":", -1);
            long gid = fields.length >= 3 ? number(fields[2]) : -1;
            if (gid < 0 || fields[0].isEmpty()) {
                continue;
            }
            List<String> members = new ArrayList<>();
            for (String member : fields.length > 3 ? fields[3].split(",") : new String[0]) {
                if (!member.isBlank()) {
                    members.add(member.strip());
                }
            }
            groups.add(new Group(fields[0], gid, members, "/etc/group:" + line.number()));
        }
        groups.sort(Comparator.comparingLong(Group::gid).thenComparing(Group::name));
        return groups;
    }

    private static List<String> groupsOf(Passwd.Entry user, List<Group> groups) {
        List<String> names = new ArrayList<>();
        for (Group group : groups) {
            if (group.members().contains(user.name()) && group.gid() != user.gid()) {
                names.add(group.name());
            }
        }
        names.sort(Comparator.naturalOrder());
        for (Group group : groups) {
            if (group.gid() == user.gid()) {
                names.addFirst(group.name());
                break;
            }
        }
        return names;
    }

    /** Numbers that people have, first and last. */
    private static long[] range(GuestFiles files) throws IOException {
        long[] range = {1000, 60000};
        for (String path : new String[] {"etc/login.defs", "usr/etc/login.defs"}) {
            String text = files.text(path);
            if (text == null) {
                continue;
            }
            for (NumberedLines.Line line : NumberedLines.of(text)) {
                List<String> words = line.words();
                long value = words.size() < 2 ? -1 : number(words.get(1));
                if (value >= 0 && words.getFirst().equals("UID_MIN")) {
                    range[0] = value;
                } else if (value >= 0 && words.getFirst().equals("UID_MAX")) {
                    range[1] = value;
                }
            }
            break;
        }
        return range;
    }

    /** Where sshd looks for keys, by sshd_config(5): the first word on it counts, and what is for some only does not. */
    private static List<String> keyFiles(GuestFiles files) throws IOException {
        List<String> configurations = new ArrayList<>();
        for (String name : files.names("etc/ssh/sshd_config.d")) {
            if (name.endsWith(".conf")) {
                configurations.add("etc/ssh/sshd_config.d/" + name);
            }
        }
        configurations.add("etc/ssh/sshd_config");
        for (String path : configurations) {
            String text = files.text(path);
            for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
                List<String> words = line.words();
                String keyword = words.getFirst().toLowerCase(Locale.ROOT);
                if (keyword.equals("match")) {
                    break;
                }
                if (keyword.equals("authorizedkeysfile") && words.size() > 1) {
                    return words.subList(1, words.size());
                }
            }
        }
        return List.of(".ssh/authorized_keys", ".ssh/authorized_keys2");
    }

    private static List<SshKey> keys(GuestFiles files, Passwd.Entry user, List<String> keyFiles, Findings findings) {
        String home = user.home().orElse("/");
        List<SshKey> keys = new ArrayList<>();
        for (String keyFile : keyFiles) {
            String path = keyFile.replace("%h", home).replace("%u", user.name()).replace("%%", "%");
            path = path.startsWith("/") ? path : home + "/" + path;
            try {
                String text = files.text(path.substring(path.startsWith("/") ? 1 : 0));
                for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
                    SshKey key = SshPublicKey.parse(line.text(), path + ":" + line.number());
                    if (key != null) {
                        keys.add(key);
                    }
                }
            } catch (IOException e) {
                findings.doubt(path, LinuxRules.describe(e)); // the account is there without its keys, too
            }
        }
        return keys;
    }

    /** Decimal, or -1. */
    private static long number(String digits) {
        return Passwd.id(digits);
    }
}
