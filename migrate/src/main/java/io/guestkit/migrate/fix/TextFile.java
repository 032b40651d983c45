package io.guestkit.migrate.fix;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The text in a file's bytes, so that nothing is lost on the way back.
 *
 * @param charset UTF-8, or ISO 8859-1 where the bytes are not
 */
record TextFile(String text, Charset charset) {

    static TextFile of(byte[] bytes) {
        try {
            return new TextFile(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return new TextFile(new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
        }
    }

    /** @param charset as plans name it */
    static byte[] bytes(String text, String charset) {
        return text.getBytes(Charset.forName(charset));
    }

    byte[] bytes() {
        return text.getBytes(charset);
    }

    String charsetName() {
        return charset.name().toLowerCase(Locale.ROOT);
    }

    String sha256() {
        return sha256(bytes());
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }
}
