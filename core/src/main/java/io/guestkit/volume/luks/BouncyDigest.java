package io.guestkit.volume.luks;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.WhirlpoolDigest;

/** A hash that the JDK does not have. */
final class BouncyDigest extends MessageDigest implements Cloneable {

    private final ExtendedDigest digest;
    private final int length;

    private BouncyDigest(String name, ExtendedDigest digest, int length) {
        super(name);
        this.digest = digest;
        this.length = length;
    }

    /** @param length digests are cut to, in bytes */
    static BouncyDigest named(String name, int length) {
        ExtendedDigest digest = switch (name) {
            case "ripemd160", "rmd160" -> new RIPEMD160Digest();
            case "whirlpool", "wp512", "wp384", "wp256" -> new WhirlpoolDigest();
            case "blake2b-512" -> new Blake2bDigest(512);
            case "blake2s-256" -> new Blake2sDigest(256);
            default -> throw new IllegalArgumentException(name);
        };
        return new BouncyDigest(name, digest, length);
    }

    @Override
    public Object clone() {
        ExtendedDigest copy = switch (digest) {
            case RIPEMD160Digest ripemd -> new RIPEMD160Digest(ripemd);
            case WhirlpoolDigest whirlpool -> new WhirlpoolDigest(whirlpool);
            case Blake2bDigest blake -> new Blake2bDigest(blake);
            case Blake2sDigest blake -> new Blake2sDigest(blake);
            case Digest other -> throw new IllegalStateException(other.getAlgorithmName());
        };
        return new BouncyDigest(getAlgorithm(), copy, length);
    }

    @Override
    protected int engineGetDigestLength() {
        return length;
    }

    @Override
    protected void engineUpdate(byte input) {
        digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int count) {
        digest.update(input, offset, count);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] whole = new byte[digest.getDigestSize()];
        digest.doFinal(whole, 0);
        return Arrays.copyOf(whole, length);
    }

    @Override
    protected void engineReset() {
        digest.reset();
    }
}
