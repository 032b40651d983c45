package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.Windows;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Accounts of the machine, from SAM: values F (fixed) and V (variable) of a key for each. Hashes are left alone. */
final class AccountsRule implements WindowsRule {

    private static final String USERS = "SAM\\Domains\\Account\\Users";
    private static final int DISABLED = 0x0001;
    /** Offsets in V count from here. */
    private static final int VARIABLE = 0xcc;

    private static final int MAX_TEXT = 1 << 16;

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Hive sam = registry.hive("SAM").orElse(null);
        Key users = sam == null ? null : sam.find(USERS).orElse(null);
        if (users == null) {
            return;
        }
        for (Key key : users.subkeys()) {
            Optional<Value> fixed = key.value("F");
            Optional<Value> variable = key.value("V");
            if (fixed.isPresent() && variable.isPresent()) {
                try {
                    draft.users.add(account(
                            StructView.littleEndian(
                                    "SAM F", ByteBuffer.wrap(fixed.get().data())),
                            StructView.littleEndian(
                                    "SAM V", ByteBuffer.wrap(variable.get().data()))));
                } catch (CorruptDataException e) {
                    draft.findings.doubt("HKLM\\SAM\\" + key.path(), String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private static Windows.Account account(StructView fixed, StructView variable) throws CorruptDataException {
        return new Windows.Account(
                text(variable, 0x0c).orElse(""),
                fixed.u32(0x30),
                (fixed.u16(0x38) & DISABLED) != 0,
                text(variable, 0x18),
                text(variable, 0x24),
                Optional.ofNullable(Texts.fileTime(fixed.bits64(0x08))),
                Optional.ofNullable(Texts.fileTime(fixed.bits64(0x18))));
    }

    private static Optional<String> text(StructView s, int field) throws CorruptDataException {
        int length = s.u32In(field + 4, "length", 0, MAX_TEXT);
        if (length == 0) {
            return Optional.empty();
        }
        int offset = s.u32In(field, "offset", 0, s.length());
        return Optional.of(new String(s.bytes(VARIABLE + offset, length), StandardCharsets.UTF_16LE));
    }
}
