package io.guestkit.fs.ntfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How the system that used the volume left it; what is wrong with that becomes a warning. */
final class Shutdown {

    private static final String HIBERNATION_FILE = "hiberfil.sys";
    private static final String STALE =
            ": names, sizes and contents that were changed last may be older than that system knew";

    private Shutdown() {}

    static void check(Mft mft, Names names, VolumeInformation information) {
        Doubts doubts = mft.volume().doubts();
        if (information.dirty()) {
            doubts.add("$Volume", "it was not cleanly unmounted, and Windows will check it (dirty flag)" + STALE);
        }
        try {
            String log = LogFile.doubt(mft);
            if (log != null) {
                doubts.add(
                        "$LogFile",
                        "the volume was not cleanly unmounted, and its log is not replayed: " + log + STALE);
            }
        } catch (IOException e) {
            doubts.add(
                    "$LogFile",
                    "it cannot be read: ".concat(String.valueOf(e.getMessage())).concat(STALE));
        }
        try {
            if (isHibernated(mft, names)) {
                doubts.add(
                        HIBERNATION_FILE,
                        "Windows is hibernated, or was shut down for a fast start, and was not cleanly unmounted"
                                + STALE);
            }
        } catch (IOException e) {
            doubts.add(
                    HIBERNATION_FILE,
                    "whether Windows is hibernated cannot be found out: ".concat(String.valueOf(e.getMessage())));
        }
    }

    private static boolean isHibernated(Mft mft, Names names) throws IOException {
        IndexEntry entry = names.find(names.directory(Mft.ROOT), HIBERNATION_FILE);
        if (entry == null) {
            return false;
        }
        AttributeSet file = AttributeSet.of(mft.file(entry.reference()), mft);
        Attribute data = file.find(Attribute.DATA, "");
        if (data == null || data.size() < 4) {
            return false;
        }
        BlockSource content = file.open(data);
        ByteBuffer start = ByteBuffer.allocate(4);
        content.read(0, start);
        String magic = new String(start.array(), StandardCharsets.ISO_8859_1);
        return magic.equals("hibr") || magic.equals("HIBR");
    }
}
