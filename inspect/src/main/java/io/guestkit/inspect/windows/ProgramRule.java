package io.guestkit.inspect.windows;

import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** For which processor cmd.exe was built: the field Machine of its PE header. */
final class ProgramRule implements WindowsRule {

    private static final String[] PROGRAMS = {"cmd.exe", "ntoskrnl.exe", "smss.exe"};
    private static final int HEAD = 4096;

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        for (String program : PROGRAMS) {
            String path = registry.systemRoot() + "/System32/" + program;
            Path file = registry.files().file(path);
            byte[] head = file == null
                    ? null
                    : new GuestFiles(registry.files().root())
                            .head(registry.files().root().relativize(file).toString(), HEAD);
            String architecture = head == null ? null : architecture(head);
            if (architecture != null) {
                draft.findings.tell(Fact.ARCHITECTURE, architecture, "/" + path);
                return;
            }
        }
    }

    private static @Nullable String architecture(byte[] head) {
        try {
            StructView s = StructView.littleEndian("PE header", ByteBuffer.wrap(head));
            int header = s.u32In(0x3c, "e_lfanew", 0, HEAD - 6);
            if (!s.startsWith(0, (byte) 'M', (byte) 'Z') || !s.startsWith(header, (byte) 'P', (byte) 'E')) {
                return null;
            }
            return switch (s.u16(header + 4)) {
                case 0x014c -> "i386";
                case 0x8664 -> "x86_64";
                case 0xaa64 -> "aarch64";
                case 0x0200 -> "ia64";
                case 0x01c0, 0x01c2, 0x01c4 -> "arm";
                case 0x0184 -> "alpha";
                default -> null;
            };
        } catch (CorruptDataException e) {
            return null; // one damaged program says nothing about the next
        }
    }
}
