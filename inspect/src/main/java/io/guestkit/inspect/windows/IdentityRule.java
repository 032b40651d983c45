package io.guestkit.inspect.windows;

import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Name, version and edition, from SOFTWARE. */
final class IdentityRule implements WindowsRule {

    static final String CURRENT_VERSION = "Microsoft\\Windows NT\\CurrentVersion";
    private static final String POLICIES = "Microsoft\\Windows\\CurrentVersion\\Group Policy\\History";
    private static final String SOURCE = "HKLM\\SOFTWARE\\" + CURRENT_VERSION;
    /** Windows 11 calls itself Windows 10 in its registry. */
    private static final int FIRST_BUILD_OF_11 = 22000;

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Findings findings = draft.findings;
        findings.tell(Fact.DISTRO, "windows", draft.systemroot);
        Hive software = registry.hive("SOFTWARE").orElse(null);
        Key key = software == null ? null : software.find(CURRENT_VERSION).orElse(null);
        if (software == null || key == null) {
            return;
        }
        Path file = registry.hiveFile("SOFTWARE");
        draft.softwareHive = file == null ? null : "/" + registry.files().root().relativize(file);
        String build = Texts.text(key, "CurrentBuildNumber");
        build = build == null ? Texts.text(key, "CurrentBuild") : build;
        findings.tell(Fact.BUILD_ID, build, SOURCE + "\\CurrentBuildNumber");
        draft.ubr = Texts.number(key, "UBR");
        version(key, build, draft);
        findings.tell(Fact.PRODUCT_VARIANT, Texts.text(key, "InstallationType"), SOURCE + "\\InstallationType");
        name(Texts.text(key, "ProductName"), draft);
        draft.edition = Texts.text(key, "EditionID");
        String display = Texts.text(key, "DisplayVersion");
        draft.displayVersion = display == null ? Texts.text(key, "ReleaseId") : display;
        draft.servicePack = Texts.text(key, "CSDVersion");
        OptionalLong installed = Texts.number(key, "InstallDate");
        draft.installed = installed.isEmpty() ? null : Texts.seconds(installed.getAsLong());
        draft.groupPolicy = hasPolicies(software);
        dotnet(software, draft);
    }

    private static void version(Key key, @Nullable String build, WindowsDraft draft) throws IOException {
        OptionalLong major = Texts.number(key, "CurrentMajorVersionNumber");
        OptionalLong minor = Texts.number(key, "CurrentMinorVersionNumber");
        String source = SOURCE + "\\CurrentMajorVersionNumber";
        if (major.isEmpty() || minor.isEmpty()) {
            source = SOURCE + "\\CurrentVersion";
            String text = Texts.text(key, "CurrentVersion");
            int dot = text == null ? -1 : text.indexOf('.');
            if (text == null || dot < 1) {
                return;
            }
            major = number(text.substring(0, dot));
            minor = number(text.substring(dot + 1));
        }
        if (major.isPresent() && minor.isPresent() && major.getAsLong() < 1000 && minor.getAsLong() < 1000) {
            draft.findings.tell(Fact.MAJOR_VERSION, Long.toString(major.getAsLong()), source);
            draft.findings.tell(Fact.MINOR_VERSION, Long.toString(minor.getAsLong()), source);
            String version = major.getAsLong() + "." + minor.getAsLong();
            if (build != null) {
                version += "." + build;
                version += draft.ubr.isPresent() ? "." + draft.ubr.getAsLong() : "";
            }
            draft.findings.tell(Fact.OS_VERSION, version, source);
        }
    }

    private static OptionalLong number(String digits) {
        try {
            return OptionalLong.of(Long.parseLong(digits.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static void name(@Nullable String name, WindowsDraft draft) {
        String wrong = "Windows 10";
        boolean server = draft.findings.value(Fact.PRODUCT_VARIANT).orElse("").startsWith("Server");
        int at = name == null ? -1 : name.indexOf(wrong);
        if (name != null && at >= 0 && !server && draft.build() >= FIRST_BUILD_OF_11) {
            String right = name.substring(0, at) + "Windows 11" + name.substring(at + wrong.length());
            draft.findings.tell(Fact.OS_NAME, right, SOURCE + "\\ProductName, CurrentBuildNumber");
            return;
        }
        draft.findings.tell(Fact.OS_NAME, name, SOURCE + "\\ProductName");
    }

    private static boolean hasPolicies(Hive software) throws IOException {
        Key history = software.find(POLICIES).orElse(null);
        if (history != null) {
            for (Key key : history.subkeys()) {
                if (key.name().startsWith("{")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void dotnet(Hive software, WindowsDraft draft) throws IOException {
        Key all = software.find("Microsoft\\NET Framework Setup\\NDP").orElse(null);
        if (all == null) {
            return;
        }
        for (Key key : all.subkeys()) {
            Key full = key.name().equals("v4") ? key.subkey("Full").orElse(null) : key;
            String version = Texts.is(full, "Install", 1) ? Texts.text(full, "Version") : null;
            if (version != null) {
                draft.dotnet.add(version);
            }
        }
    }
}
