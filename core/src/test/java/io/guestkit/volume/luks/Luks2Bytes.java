package io.guestkit.volume.luks;

import io.guestkit.io.BytesSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A device with the headers of version 2 as a test wants them, whose key material is zeros: nothing opens it. */
final class Luks2Bytes {

    static final int HEADER = 16 << 10;
    static final int DATA = 64 << 10;
    static final int SIZE = DATA + 8192;

    static final String JSON = """
            {"keyslots":{
              "0":{"type":"luks2","key_size":64,
                "af":{"type":"luks1","stripes":4,"hash":"sha256"},
                "area":{"type":"raw","offset":"32768","size":"4096","encryption":"aes-xts-plain64","key_size":64},
                "kdf":{"type":"pbkdf2","hash":"sha256","iterations":1000,"salt":"AAECAw=="}},
              "3":{"type":"luks2","key_size":64,"priority":2,
                "af":{"type":"luks1","stripes":4,"hash":"sha512"},
                "area":{"type":"raw","offset":"36864","size":"4096","encryption":"aes-xts-plain64","key_size":64},
                "kdf":{"type":"argon2id","time":4,"memory":64,"cpus":2,"salt":"AAECAw=="}}},
             "tokens":{"0":{"type":"a","keyslots":[]}},
             "segments":{
              "0":{"type":"crypt","offset":"65536","size":"dynamic","iv_tweak":"0","encryption":"aes-xts-plain64",
                "sector_size":512}},
             "digests":{
              "0":{"type":"pbkdf2","keyslots":["0","3"],"segments":["0"],"hash":"sha256","iterations":1000,
                "salt":"AAECAw==","digest":"AAECAwQFBgcICQoLDA0ODw=="}},
             "config":{"json_size":"12288","keyslots_size":"32768"}}""";

    private final byte[] bytes = new byte[SIZE];

    /** Both headers, alike. */
    Luks2Bytes(String json) {
        header(0, "LUKS\u00ba\u00be", 1, json);
        header(HEADER, "SKUL\u00ba\u00be", 1, json);
    }

    /** {@link #JSON} with one piece of text replaced, which has to be there. */
    static Luks2Bytes with(String old, String replacement) {
        if (!JSON.contains(old)) {
            throw new IllegalArgumentException(old);
        }
        return new Luks2Bytes(JSON.replace(old, replacement));
    }

    Luks2Bytes header(int at, String magic, long sequenceId, String json) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.put(at, new byte[HEADER]);
        header.put(at, magic.getBytes(StandardCharsets.ISO_8859_1));
        header.putShort(at + 0x06, (short) 2);
        header.putLong(at + 0x08, HEADER);
        header.putLong(at + 0x10, sequenceId);
        header.put(at + 0x18, "a label".getBytes(StandardCharsets.UTF_8));
        header.put(at + 0x48, "sha256".getBytes(StandardCharsets.UTF_8));
        header.put(at + 0xa8, "11111111-2222-4333-8444-555555555555".getBytes(StandardCharsets.UTF_8));
        header.putLong(at + 0x100, at);
        header.put(at + 4096, json.getBytes(StandardCharsets.UTF_8));
        return seal(at);
    }

    Luks2Bytes put64(int at, long value) {
        ByteBuffer.wrap(bytes).putLong(at, value);
        return this;
    }

    Luks2Bytes put(int at, int value) {
        bytes[at] = (byte) value;
        return this;
    }

    Luks2Bytes seal(int at) {
        Arrays.fill(bytes, at + 0x1c0, at + 0x200, (byte) 0);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, at, HEADER);
            System.arraycopy(digest.digest(), 0, bytes, at + 0x1c0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    BytesSource source() {
        return new BytesSource(bytes);
    }
}
