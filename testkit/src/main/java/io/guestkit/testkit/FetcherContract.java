package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.migrate.pipeline.fetch.Checksum;
import io.guestkit.migrate.pipeline.fetch.Fetcher;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Fetcher} has to do. A subclass says where it puts files for it. */
@Timeout(60)
public abstract class FetcherContract {

    private static final int SIZE = 300_000;

    @TempDir
    protected Path directory;

    private final AtomicLong progress = new AtomicLong();
    private final AtomicLong total = new AtomicLong(-1);
    private final List<String> notes = new ArrayList<>();

    /** The fetcher that is tested. */
    protected abstract Fetcher fetcher();

    /** Puts a file where the fetcher gets it from. */
    protected abstract URI put(String name, byte[] content) throws IOException;

    /** Where nothing is. */
    protected abstract URI absent() throws IOException;

    private static byte[] content() {
        return Pattern.of(3).bytes(0, SIZE);
    }

    private Fetcher.Request request(URI address, Optional<Checksum> expected, Cancellation cancellation) {
        return new Fetcher.Request(
                address, directory, expected, progress::addAndGet, total::set, notes::add, cancellation);
    }

    private Fetcher.Fetched fetch(URI address, Optional<Checksum> expected) throws IOException {
        return fetcher().fetch(request(address, expected, new Cancellation()));
    }

    private Checksum checksum(byte[] content) throws IOException {
        Path file = Files.write(Files.createTempFile("contract", null), content);
        try {
            return Checksum.of(file, delta -> {}, new Cancellation());
        } finally {
            Files.delete(file);
        }
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void theSchemeIsHandled() throws IOException {
        assertThat(fetcher().handles(absent().getScheme())).isTrue();
        assertThat(fetcher().handles("gopher")).isFalse();
    }

    @Test
    void theFileIsThereByteForByte() throws IOException {
        for (byte[] content : List.of(content(), new byte[0], new byte[1])) {
            URI address = put("file-" + content.length + ".img", content);
            Fetcher.Fetched fetched = fetch(address, Optional.empty());
            assertThat(fetched.file()).hasBinaryContent(content);
            assertThat(fetched.size()).isEqualTo(content.length);
            assertThat(fetched.file().startsWith(directory)).isEqualTo(!fetched.inPlace());
        }
    }

    @Test
    void namesMayBeAnything() throws IOException {
        for (String name : List.of("a b.img", "ü%41.img", "..img", "#?&.img", "x".repeat(200))) {
            Fetcher.Fetched fetched = fetch(put(name, content()), Optional.empty());
            assertThat(fetched.file()).as(name).hasBinaryContent(content());
        }
    }

    @Test
    void theRightChecksumIsToldAndProgressIsWhole() throws IOException {
        byte[] content = content();
        Fetcher.Fetched fetched = fetch(put("right.img", content), Optional.of(checksum(content)));
        assertThat(fetched.checksum()).contains(checksum(content));
        assertThat(progress).hasValue(SIZE);
        assertThat(total).hasValue(SIZE);
    }

    @Test
    void aWrongChecksumLeavesNothing() throws IOException {
        URI address = put("wrong.img", content());
        assertThatThrownBy(() -> fetch(address, Optional.of(checksum(new byte[1]))))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(checksum(content()).toString());
        assertThat(left()).isEmpty();
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> fetch(absent(), Optional.empty())).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aSecondCallGivesTheSame() throws IOException {
        URI address = put("twice.img", content());
        fetch(address, Optional.empty());
        Fetcher.Fetched fetched = fetch(address, Optional.of(checksum(content())));
        assertThat(fetched.file()).hasBinaryContent(content());
    }

    @Test
    void cancellingStops() throws IOException {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        URI address = put("cancelled.img", content());
        assertThatThrownBy(() -> fetcher().fetch(request(address, Optional.of(checksum(content())), cancellation)))
                .isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void a_file_above_the_limit_is_refused_and_one_at_it_is_not() throws IOException {
        URI address = put("limited.img", content());
        assertThatThrownBy(() -> fetcher().fetch(limited(address, SIZE - 1)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("expected at most " + (SIZE - 1));
        assertThat(fetcher().fetch(limited(address, SIZE)).file()).hasBinaryContent(content());
    }

    private Fetcher.Request limited(URI address, long limit) {
        return new Fetcher.Request(
                address,
                directory,
                Optional.empty(),
                limit,
                progress::addAndGet,
                total::set,
                notes::add,
                new Cancellation());
    }
}
