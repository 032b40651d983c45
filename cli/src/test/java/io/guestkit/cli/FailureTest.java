package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class FailureTest {

    static final List<Arguments> FAILURES = List.of(
            failure(new CorruptDataException("bad"), 3, "d.img: bad"),
            failure(new UnsupportedFeatureException("new"), 4, "d.img: new"),
            failure(new KeyRequiredException("locked"), 5, "d.img: locked"),
            failure(new UncheckedIOException(new KeyRequiredException("locked")), 5, "d.img: locked"),
            failure(new IOException("Input/output error"), 1, "d.img: Input/output error"),
            failure(new IOException(), 1, "d.img: IOException"),
            failure(new EOFException("8 bytes at 9"), 1, "d.img: ends too early: 8 bytes at 9"),
            failure(new NoSuchFileException("d.img"), 1, "d.img: no such file"),
            failure(new NoSuchFileException("/etc/x"), 1, "d.img: /etc/x: no such file"),
            failure(
                    new AccessDeniedException("/b.img", null, "outside"),
                    1,
                    "d.img: /b.img: permission denied: outside"),
            failure(new FileSystemException("d.img", null, "is odd"), 1, "d.img: is odd"),
            failure(new InterruptedIOException(), 130, "interrupted"),
            failure(new UsageException("what?"), 2, "what?"),
            failure(new OutOfMemoryError("heap"), 1, "d.img: needs more memory than the limit of this process"),
            failure(
                    new IllegalStateException("oops"),
                    1,
                    "d.img: internal error, please report it (--debug shows where): "
                            + "java.lang.IllegalStateException: oops"));

    private static Arguments failure(Throwable thrown, int code, String message) {
        return Arguments.of(thrown, code, message);
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void anExceptionIsOneLineAndAnExitCode(Throwable thrown, int code, String message) {
        assertThat(Failure.of(thrown, "d.img")).isEqualTo(new Failure(code, message));
    }
}
