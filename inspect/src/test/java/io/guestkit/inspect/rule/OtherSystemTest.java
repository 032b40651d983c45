package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherSystemTest {

    /** Trees as {@link GuestTree} has them, with {@code |} for the ends of their lines. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "FREEBSD; === etc/freebsd-update.conf|=== bin/sh elf 64 little 62|=== etc/motd|FreeBSD 12.4-RELEASE-p2"
                        + " (GENERIC)|=== etc/rc.conf|hostname=\"fbsd.example.org\"|sshd_enable=\"YES\";"
                        + " architecture=x86_64 distro=freebsd hostname=fbsd.example.org major_version=12 minor_version=4"
                        + " os_name=FreeBSD 12.4-RELEASE-p2 os_version=12.4 osinfo=freebsd12.4",
                "FREEBSD; === bin/freebsd-version|#!/bin/sh|USERLAND_VERSION=\"14.1-RELEASE-p3\"|echo|=== etc/motd|FreeBSD"
                        + " 14.0-RELEASE (GENERIC);"
                        + " distro=freebsd major_version=14 minor_version=1 os_name=FreeBSD 14.1-RELEASE-p3"
                        + " os_version=14.1 osinfo=freebsd14.1",
                "DRAGONFLY; === bin/sh|=== boot/kernel/kernel|=== etc/defaults/rc.conf|=== etc/motd|DragonFly v6.4.0-RELEASE"
                        + " (X86_64_GENERIC) #5|=== etc/rc.conf|hostname=\"dfly\";"
                        + " distro=dragonfly hostname=dfly major_version=6 minor_version=4 os_name=DragonFly v6.4.0-RELEASE"
                        + " os_version=6.4",
                "NETBSD; === bin/sh|=== netbsd|=== etc/release|NetBSD 9.3/amd64|=== etc/rc.conf|hostname=nbsd;"
                        + " distro=netbsd hostname=nbsd major_version=9 minor_version=3 os_name=NetBSD 9.3 os_version=9.3"
                        + " osinfo=netbsd9.3",
                "OPENBSD; === bin/sh|=== bsd|=== etc/motd|OpenBSD 7.4 (GENERIC.MP) #1397: Tue Oct 10|=== etc/myname|obsd.lan;"
                        + " distro=openbsd hostname=obsd.lan major_version=7 minor_version=4 os_name=OpenBSD 7.4"
                        + " os_version=7.4 osinfo=openbsd7.4",
                "HURD; === hurd/console|=== hurd/null|=== etc/os-release|ID=debian|VERSION_ID=12|PRETTY_NAME=\"Debian"
                        + " GNU/Hurd\"|=== etc/hostname|hurd;"
                        + " distro=debian hostname=hurd major_version=12 os_name=Debian GNU/Hurd os_version=12"
                        + " osinfo=debian12 package_format=deb package_manager=apt",
                "MINIX; === service/vm|=== etc/version|3.4.0|=== etc/hostname.file|mx;"
                        + " distro=minix hostname=mx major_version=3 minor_version=4 os_name=MINIX 3.4.0 os_version=3.4",
                "FREEDOS; === FDOS/FREEDOS.BSS; architecture=i386 distro=freedos os_name=FreeDOS",
                "MSDOS; === DOS/COMMAND.COM; architecture=i386 distro=msdos os_name=MS-DOS",
            })
    void isRecognised(OtherSystem system, String tree, String facts, @TempDir Path root) throws IOException {
        GuestTree.unpack(tree.replace('|', '\n') + "\n", root);

        GuestFiles files = new GuestFiles(root);
        assertThat(OtherSystem.of(files)).contains(system);
        assertThat(Role.of(files)).isEqualTo(Role.OTHER_ROOT);
        assertThat(facts(system.ask(files))).isEqualTo(facts);
        GuestTree.removeLinks(root);
    }

    private static String facts(Findings findings) {
        List<String> facts = new ArrayList<>();
        for (Map.Entry<Fact, Finding> fact : findings.facts().entrySet()) {
            facts.add(fact.getKey().name().toLowerCase(Locale.ROOT) + "="
                    + fact.getValue().value());
        }
        facts.sort(null);
        return String.join(" ", facts);
    }
}
