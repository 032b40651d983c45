package io.guestkit.convert;

import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.io.Cancellation;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is to be converted, and how.
 *
 * @param source the image
 * @param open how to open it: its format where the user knows better than detection, a snapshot, allowed directories
 * @param output where the new image is to be
 * @param format of the new image
 * @param options of that format, such as {@code cluster_size}
 * @param flatten whether the output holds all content by itself; otherwise it names the source's backing file as its own
 * @param replace whether a file that is at the output's place may be replaced
 * @param verify whether to read the output again and to compare what a guest sees in it
 * @param threads that copy; 0 for as many as are worth it
 */
public record Conversion(
        Path source,
        OpenOptions open,
        Path output,
        DiskFormat format,
        FormatOptions options,
        Compression compression,
        boolean flatten,
        boolean replace,
        boolean verify,
        Engine engine,
        int threads,
        RetryPolicy retryPolicy,
        ConversionProgress progress,
        Cancellation cancellation) {

    public Conversion {
        if (threads < 0) {
            throw new IllegalArgumentException(threads + " threads");
        }
    }

    /** A conversion with everything by default: to one image that holds all content, uncompressed, replacing nothing. */
    public static Builder of(Path source, Path output, DiskFormat format) {
        return new Builder(source, output, format);
    }

    /** Sets what is not to be as by default. */
    public static final class Builder {
        private final Path source;
        private final Path output;
        private final DiskFormat format;
        private OpenOptions open = OpenOptions.DEFAULT;
        private FormatOptions options = FormatOptions.NONE;
        private Compression compression = Compression.NONE;
        private boolean flatten = true;
        private boolean replace;
        private boolean verify;
        private Engine engine = Engine.AUTO;
        private int threads;
        private RetryPolicy retryPolicy = RetryPolicy.DEFAULT;
        private ConversionProgress progress = ConversionProgress.NONE;
        private Cancellation cancellation = new Cancellation();

        private Builder(Path source, Path output, DiskFormat format) {
            this.source = source;
            this.output = output;
            this.format = format;
        }

        public Builder open(OpenOptions open) {
            this.open = open;
            return this;
        }

        /** Names and values as {@code qemu-img convert -o} has them. */
        public Builder options(Map<String, String> options) {
            this.options = FormatOptions.of(options);
            return this;
        }

        public Builder compression(Compression compression) {
            this.compression = compression;
            return this;
        }

        public Builder flatten(boolean flatten) {
            this.flatten = flatten;
            return this;
        }

        public Builder replace(boolean replace) {
            this.replace = replace;
            return this;
        }

        public Builder verify(boolean verify) {
            this.verify = verify;
            return this;
        }

        public Builder engine(Engine engine) {
            this.engine = engine;
            return this;
        }

        /** @param threads that copy; 0 for as many as are worth it */
        public Builder threads(int threads) {
            this.threads = threads;
            return this;
        }

        public Builder retryPolicy(RetryPolicy retryPolicy) {
            this.retryPolicy = retryPolicy;
            return this;
        }

        public Builder progress(ConversionProgress progress) {
            this.progress = progress;
            return this;
        }

        /** A flag that stops the conversion when it is set. */
        public Builder cancellation(Cancellation cancellation) {
            this.cancellation = cancellation;
            return this;
        }

        public Conversion build() {
            return new Conversion(
                    source,
                    open,
                    output,
                    format,
                    options,
                    compression,
                    flatten,
                    replace,
                    verify,
                    engine,
                    threads,
                    retryPolicy,
                    progress,
                    cancellation);
        }
    }
}
