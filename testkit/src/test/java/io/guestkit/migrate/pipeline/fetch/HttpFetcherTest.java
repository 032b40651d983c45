package io.guestkit.migrate.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.guestkit.convert.RetryPolicy;
import io.guestkit.io.Cancellation;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that does not behave. */
@Timeout(60)
class HttpFetcherTest {

    private static final int SIZE = 400_000;
    private static final int CUT = 250_000;

    /** Answers one request. */
    private interface Answer {
        void to(HttpExchange exchange, int number) throws IOException;
    }

    @TempDir
    Path directory;

    private final byte[] content = new byte[SIZE];
    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong progress = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private Answer answer = (exchange, number) -> exchange.sendResponseHeaders(500, -1);

    @BeforeEach
    void startServer() throws IOException {
        new Random(5).nextBytes(content);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            int number;
            synchronized (ranges) {
                ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
                number = ranges.size();
            }
            try (exchange) {
                answer.to(exchange, number);
            }
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** What was asked for; where the rest begins depends on how much of a cut answer came through. */
    private List<String> kinds() {
        return ranges.stream()
                .map(range -> range.equals("null") ? "whole" : "rest")
                .toList();
    }

    private URI address(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    private Fetcher.Fetched fetch(String path) throws IOException {
        return fetch(path, Duration.ofSeconds(5), new Cancellation());
    }

    private Fetcher.Fetched fetch(String path, Duration patience, Cancellation cancellation) throws IOException {
        RetryPolicy quick = new RetryPolicy(3, Duration.ZERO, 1, Duration.ZERO, 0, e -> true);
        return new HttpFetcher(quick, patience)
                .fetch(new Fetcher.Request(
                        address(path),
                        directory,
                        Optional.empty(),
                        progress::addAndGet,
                        total -> {},
                        note -> {},
                        cancellation));
    }

    /** Sends what is asked for, and breaks off after some bytes of it. */
    private void send(HttpExchange exchange, String tag, boolean hasRanges, int most) throws IOException {
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        send(exchange, tag, most, hasRanges && (condition == null || condition.equals(tag)));
    }

    private void send(HttpExchange exchange, String tag, int most, boolean hasRanges) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int start = 0;
        if (!tag.isEmpty()) {
            exchange.getResponseHeaders().set("ETag", tag);
        }
        boolean partial = hasRanges && range != null;
        if (partial) {
            start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(start, SIZE - 1, SIZE));
        }
        exchange.sendResponseHeaders(partial ? 206 : 200, SIZE - start);
        exchange.getResponseBody().write(content, start, Math.min(most, SIZE - start));
    }

    @Test
    void aCutConnectionIsGoneOnWith() throws Exception {
        answer = (exchange, number) -> send(exchange, "\"a\"", true, CUT);
        assertThat(fetch("/disk.img").file()).hasBinaryContent(content);
        assertThat(kinds())
                .startsWith("whole", "rest")
                .filteredOn("whole"::equals)
                .hasSize(1);
        assertThat(progress).hasValue(SIZE);
    }

    @Test
    void withoutRangesItStartsAnew() throws Exception {
        answer = (exchange, number) -> send(exchange, "\"a\"", false, number == 1 ? CUT : SIZE);
        assertThat(fetch("/disk.img").file()).hasBinaryContent(content);
        assertThat(kinds()).containsExactly("whole", "rest");
        assertThat(progress).hasValue(SIZE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "W/\"weak\""})
    void withoutAStrongValidatorItStartsAnew(String tag) throws Exception {
        answer = (exchange, number) -> send(exchange, tag, true, number == 1 ? CUT : SIZE);
        assertThat(fetch("/disk.img").file()).hasBinaryContent(content);
        assertThat(kinds()).containsExactly("whole", "whole");
    }

    @Test
    void aFileThatChangedMeanwhileIsFetchedAnew() throws Exception {
        answer = (exchange, number) -> {
            send(exchange, number == 1 ? "\"old\"" : "\"new\"", true, number == 1 ? CUT : SIZE);
            if (number == 1) {
                Arrays.fill(content, 0, 1000, (byte) 7);
            }
        };
        assertThat(fetch("/disk.img").file()).hasBinaryContent(content);
        assertThat(kinds()).containsExactly("whole", "rest");
    }

    @Test
    void aServerThatIgnoresIfRangeIsFoundOut() throws Exception {
        answer = (exchange, number) -> {
            send(exchange, number == 1 ? "\"old\"" : "\"new\"", number == 1 ? CUT : SIZE, true);
            if (number == 1) {
                Arrays.fill(content, 0, 1000, (byte) 7);
            }
        };
        assertThat(fetch("/disk.img").file()).hasBinaryContent(content);
        assertThat(kinds()).containsExactly("whole", "rest", "whole");
    }

    @Test
    void anotherProcessGoesOnWithIt() throws Exception {
        answer = (exchange, number) -> {
            if (number == 1) {
                send(exchange, "\"a\"", true, CUT);
            } else {
                exchange.sendResponseHeaders(403, -1);
            }
        };
        assertThatThrownBy(() -> fetch("/disk.img"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("the server answers 403");
        ranges.clear();
        answer = (exchange, number) -> send(exchange, "\"a\"", true, SIZE);
        assertThat(fetch("/disk.img").file()).hasBinaryContent(content);
        assertThat(kinds()).containsExactly("rest");
        fetch("/disk.img");
        assertThat(ranges).as("all of it is there").hasSize(1);
    }

    @Test
    void whatIsOfAnotherAddressIsNotTaken() throws Exception {
        answer = (exchange, number) -> send(exchange, "\"a\"", true, SIZE);
        fetch("/disk.img");
        fetch("/other/disk.img");
        assertThat(kinds()).containsExactly("whole", "whole");
    }

    @Test
    void aWrongLengthIsNoticed() {
        answer = (exchange, number) -> {
            exchange.sendResponseHeaders(200, SIZE + 10);
            exchange.getResponseBody().write(content);
        };
        assertThatThrownBy(() -> fetch("/disk.img"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/disk.img");
        assertThat(ranges).hasSize(3);
        assertThat(directory.resolve("disk.img")).doesNotExist();
    }

    @Test
    void serversMayStumble() throws Exception {
        answer = (exchange, number) -> {
            if (number < 3) {
                exchange.sendResponseHeaders(number == 1 ? 503 : 500, -1);
            } else {
                send(exchange, "", true, SIZE);
            }
        };
        assertThat(fetch("/disk.img").file()).hasBinaryContent(content);
        answer = (exchange, number) -> exchange.sendResponseHeaders(502, -1);
        assertThatThrownBy(() -> fetch("/other.img")).hasMessageContaining("the server answers 502");
        answer = (exchange, number) -> exchange.sendResponseHeaders(418, -1);
        ranges.clear();
        assertThatThrownBy(() -> fetch("/other.img")).hasMessageContaining("the server answers 418");
        assertThat(ranges).hasSize(1);
    }

    @Test
    void silenceEnds() {
        answer = (exchange, number) -> {
            exchange.sendResponseHeaders(200, SIZE);
            exchange.getResponseBody().write(content, 0, 100);
            exchange.getResponseBody().flush();
            pause();
        };
        assertThatThrownBy(() -> fetch("/disk.img", Duration.ofMillis(300), new Cancellation()))
                .hasMessageContaining("the server fell silent");
        answer = (exchange, number) -> pause();
        assertThatThrownBy(() -> fetch("/disk.img", Duration.ofMillis(300), new Cancellation()))
                .hasMessageContaining("no answer within");
    }

    private static void pause() {
        try {
            Thread.sleep(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test is over
        }
    }

    @Test
    void cancellingEndsAReadThatWaits() {
        Cancellation cancellation = new Cancellation();
        answer = (exchange, number) -> {
            exchange.sendResponseHeaders(200, SIZE);
            exchange.getResponseBody().write(content, 0, 100);
            exchange.getResponseBody().flush();
            cancellation.request();
            pause();
        };
        assertThatThrownBy(() -> fetch("/disk.img", Duration.ofSeconds(30), cancellation))
                .isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void redirectsAreFollowedWithinBounds() throws Exception {
        answer = (exchange, number) -> {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/there")) {
                send(exchange, "", true, SIZE);
                return;
            }
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            switch (path) {
                                case "/here" -> "there";
                                case "/file" -> "file:///etc/passwd";
                                case "/password" -> "http://u:p@localhost/there";
                                default -> path;
                            });
            exchange.sendResponseHeaders(302, -1);
        };
        assertThat(fetch("/here").file()).hasBinaryContent(content).hasFileName("here");
        assertThatThrownBy(() -> fetch("/file"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("redirects to file:");
        assertThatThrownBy(() -> fetch("/password")).isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> fetch("/loop")).hasMessageContaining("more than 10 redirects");
    }

    @Test
    void encodedBytesAreNotTakenForTheFile() {
        answer = (exchange, number) -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            send(exchange, "", true, SIZE);
        };
        assertThatThrownBy(() -> fetch("/disk.img"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("gzip");
    }

    @Test
    void aFileThatCannotFitIsNotBegun() throws Exception {
        answer = (exchange, number) -> {
            exchange.sendResponseHeaders(200, Long.MAX_VALUE - 1);
            exchange.getResponseBody().flush();
        };
        assertThatThrownBy(() -> fetch("/disk.img")).hasMessageContaining("No space left");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.filter(file -> file.toString().endsWith(".img"))).isEmpty();
        }
    }

    @Test
    void secretsStandInNoMessage() {
        answer = (exchange, number) -> exchange.sendResponseHeaders(404, -1);
        assertThatThrownBy(() -> fetch("/disk.img?signature=secret")).hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new HttpFetcher()
                        .fetch(new Fetcher.Request(
                                URI.create("http://user:secret@localhost/x"),
                                directory,
                                Optional.empty(),
                                delta -> {},
                                total -> {},
                                note -> {},
                                new Cancellation())))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void namesAreMadeOfAddresses() {
        assertThat(HttpFetcher.fileName(URI.create("http://h/a/b.qcow2?x=y"))).isEqualTo("b.qcow2");
        assertThat(HttpFetcher.fileName(URI.create("http://h/"))).isEqualTo("image");
        assertThat(HttpFetcher.fileName(URI.create("http://h"))).isEqualTo("image");
        assertThat(HttpFetcher.fileName(URI.create("http://h/..%2f..%2fetc%2fx")))
                .isEqualTo("x");
        assertThat(HttpFetcher.fileName(URI.create("http://h/..hidden"))).isEqualTo("_.hidden");
    }
}
