package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.ElfHeader;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.Optional;

/** For which processor the guest's own programs were built. */
final class ArchitectureRule implements Rule {

    private static final String[] PROGRAMS = {
        "bin/bash",
        "bin/ls",
        "bin/echo",
        "bin/rm",
        "bin/sh",
        "usr/bin/bash",
        "usr/bin/ls",
        "bin/busybox",
        "usr/lib/systemd/systemd",
        "sbin/init",
        "nix/var/nix/profiles/system/sw/bin/bash",
        "var/guix/profiles/system/profile/bin/bash",
    };

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String program : PROGRAMS) {
            byte[] head = files.head(program, ElfHeader.LENGTH);
            Optional<String> architecture = head == null ? Optional.empty() : architecture(head);
            if (architecture.isPresent()) {
                findings.tell(Fact.ARCHITECTURE, architecture, "/" + program);
                return;
            }
        }
    }

    /** One damaged program says nothing about the next. */
    private static Optional<String> architecture(byte[] head) {
        try {
            Optional<ElfHeader> header = ElfHeader.parse(head);
            return header.isEmpty() ? Optional.empty() : header.get().architecture();
        } catch (CorruptDataException e) {
            return Optional.empty();
        }
    }
}
