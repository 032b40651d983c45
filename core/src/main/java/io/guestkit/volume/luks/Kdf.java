package io.guestkit.volume.luks;

import io.guestkit.io.UnsupportedFeatureException;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** How a passphrase becomes the key of a keyslot's area. */
sealed interface Kdf {

    /** What deriving one key costs at most, in the computations of HMAC that take about as long. */
    long cost(int keyLength);

    /**
     * @param keyLength in bytes
     * @throws UnsupportedFeatureException if it needs more memory than there is
     */
    byte[] derive(byte[] passphrase, int keyLength) throws UnsupportedFeatureException;

    /** PBKDF2. */
    @SuppressWarnings("ArrayRecordComponent") // private to the package, and nobody compares these
    record Pbkdf2(Hash hash, byte[] salt, long iterations) implements Kdf {

        @Override
        public long cost(int keyLength) {
            return hash.pbkdf2Cost(iterations, keyLength);
        }

        @Override
        public byte[] derive(byte[] passphrase, int keyLength) {
            return hash.pbkdf2(passphrase, salt, iterations, keyLength);
        }
    }

    /**
     * Argon2 version 1.3 (RFC 9106).
     *
     * @param dataIndependent argon2i rather than argon2id
     * @param time number of passes over the memory, at least 1
     * @param memory in KiB, at least 8 for each lane and at most {@link #MAX_MEMORY}
     * @param lanes at least 1
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Argon2(boolean dataIndependent, byte[] salt, int time, int memory, int lanes) implements Kdf {

        /** 4 GiB, the most that cryptsetup gives, in KiB. */
        static final int MAX_MEMORY = 4 << 20;
        /** A KiB of memory is filled in about the time of so many computations of HMAC. */
        private static final long COST_OF_KIB = 4;
        /** What an array of a KiB and the reference to it need beyond their KiB, in bytes. */
        private static final long OVERHEAD = 48;
        /** Heap that is left to everybody else, in bytes. */
        private static final long RESERVE = 16 << 20;

        @Override
        public long cost(int keyLength) {
            return COST_OF_KIB * memory * time; // 4 · 2²² · 2³¹ at most
        }

        @Override
        public byte[] derive(byte[] passphrase, int keyLength) throws UnsupportedFeatureException {
            long needed = memory * (1024 + OVERHEAD) + RESERVE;
            if (needed > free()) {
                System.gc(); // what is garbage counts as used until then, and this is rare and about to be slow anyway
            }
            if (needed > free()) {
                throw tooLittleMemory();
            }
            Argon2Parameters parameters = new Argon2Parameters.Builder(
                            dataIndependent ? Argon2Parameters.ARGON2_i : Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withSalt(salt)
                    .withIterations(time)
                    .withMemoryAsKB(memory)
                    .withParallelism(lanes)
                    .build();
            byte[] key = new byte[keyLength];
            try {
                Argon2BytesGenerator generator = new Argon2BytesGenerator();
                generator.init(parameters);
                generator.generateBytes(passphrase, key);
                return key;
            } catch (OutOfMemoryError e) { // other threads may have taken what was free a moment ago
                Arrays.fill(key, (byte) 0);
                throw tooLittleMemory();
            }
        }

        private static long free() {
            Runtime runtime = Runtime.getRuntime();
            return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        }

        private UnsupportedFeatureException tooLittleMemory() {
            long mebibytes = (memory + 1023L) / 1024;
            return new UnsupportedFeatureException((dataIndependent ? "argon2i" : "argon2id") + " needs " + mebibytes
                    + " MiB of memory, and Java has " + (free() >> 20) + " MiB left of the "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MiB it may use; give it more by -Xmx"
                    + (mebibytes + 512) + "m in GUESTKIT_JAVA_OPTS or JAVA_TOOL_OPTIONS");
        }
    }
}
