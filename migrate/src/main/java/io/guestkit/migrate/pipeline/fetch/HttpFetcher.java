package io.guestkit.migrate.pipeline.fetch;

import io.guestkit.convert.RetryPolicy;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Progress;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code http:} and {@code https:} addresses, RFC 9110. What a connection that broke has left is gone on with, provided
 * that the server has ranges and a validator says that the file is still the same.
 */
public final class HttpFetcher implements Fetcher {

    private static final int MAX_REDIRECTS = 10;
    private static final int CHUNK = 1 << 16;
    private static final long WORTH_GOING_ON = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Six attempts, for connections break; 1, 2, 4 … seconds between them, at most 30. */
    private static final RetryPolicy RETRIES =
            new RetryPolicy(6, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.25, HttpFetcher::mayPass);

    private final RetryPolicy retries;
    private final Duration patience;

    public HttpFetcher() {
        this(RETRIES, PATIENCE);
    }

    /**
     * @param retries of what may be gone the next time; its predicate is asked in addition
     * @param patience how long a server may be silent
     */
    public HttpFetcher(RetryPolicy retries, Duration patience) {
        this.retries =
                retries.withRetryable(e -> mayPass(e) && retries.retryable().test(e));
        this.patience = patience;
    }

    /** What a server said that it may not say the next time. */
    private static final class PassingException extends IOException {
        private static final long serialVersionUID = 1L;

        PassingException(String message) {
            super(message);
        }
    }

    private static boolean mayPass(IOException failure) {
        return failure instanceof PassingException;
    }

    @Override
    public boolean handles(String scheme) {
        return scheme.equals("http") || scheme.equals("https");
    }

    @Override
    public Fetched fetch(Request request) throws IOException {
        checkAddress(request.address());
        String title = title(request.address());
        PartialFile partial = new PartialFile(request.directory(), fileName(request.address()), request.address());
        if (!partial.isComplete()) {
            HttpClient client = client();
            try {
                receive(client, request, partial, title);
            } catch (CorruptDataException e) { // too large
                partial.delete();
                throw e;
            } finally {
                client.shutdownNow();
                client.close();
            }
        }
        return finish(partial, request, title);
    }

    /** Attempts are counted anew when the last ones have brought enough to be worth going on. */
    private void receive(HttpClient client, Request request, PartialFile partial, String title) throws IOException {
        while (!partial.isComplete()) {
            long before = partial.length();
            try {
                retries.call(() -> {
                    try {
                        attempt(client, request, partial, title);
                        return partial;
                    } catch (PassingException e) {
                        request.note().accept(e.getMessage());
                        throw e;
                    }
                });
            } catch (PassingException e) {
                if (partial.length() - before < WORTH_GOING_ON) {
                    throw e;
                }
            }
        }
    }

    private HttpClient client() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience);
        ProxySelector proxies = ProxySelector.getDefault();
        if (proxies != null) {
            builder.proxy(proxies);
        }
        return builder.build();
    }

    private static void checkAddress(URI address) throws IOException {
        if (address.getHost() == null) {
            throw new FileSystemException(title(address), null, "has no host in it");
        }
        if (address.getRawUserInfo() != null) {
            throw new UnsupportedFeatureException(
                    title(address) + ": passwords in addresses are not taken, for addresses get into logs");
        }
    }

    /** The address without what may be a secret. */
    static String title(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port + address.getRawPath();
    }

    /** A name for the file, made of letters, digits and {@code ._-} of the last part of the address. */
    static String fileName(URI address) {
        String path = address.getPath() == null ? "" : address.getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < Math.min(last.length(), 100); i++) {
            char c = last.charAt(i);
            boolean plain = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '_'
                    || c == '.' && !name.isEmpty();
            name.append(plain ? c : '_');
        }
        return name.isEmpty() ? "image" : name.toString();
    }

    private Fetched finish(PartialFile partial, Request request, String title) throws IOException {
        long size = Files.size(partial.complete());
        if (request.expected().isEmpty()) {
            return new Fetched(partial.complete(), false, size, Optional.empty());
        }
        Checksum found = Checksum.of(partial.complete(), Progress.NONE, request.cancellation());
        try {
            found.require(request.expected().get(), title);
        } catch (CorruptDataException e) {
            partial.delete();
            throw e;
        }
        return new Fetched(partial.complete(), false, size, Optional.of(found));
    }

    private void attempt(HttpClient client, Request request, PartialFile partial, String title) throws IOException {
        request.cancellation().check();
        long have = partial.length();
        HttpResponse<InputStream> response = send(client, request, partial, have, title);
        try (InputStream body = response.body()) {
            long start = start(response, partial, have, title);
            if (start < 0) { // the server has another file now, or nothing behind what is there
                partial.restart();
                throw new PassingException(title + ": what there is of it is of no use");
            }
            long size = size(response, start);
            if (start == 0) {
                partial.begin(validator(response));
            }
            request.requireWithinLimit(size, title);
            checkRoom(partial, size - start, title);
            if (size >= 0) {
                request.total().accept(size);
            }
            receive(body, request, partial, start, size, title);
        }
    }

    /** Follows redirects, and turns answers that bring no file into exceptions. */
    private HttpResponse<InputStream> send(
            HttpClient client, Request request, PartialFile partial, long have, String title) throws IOException {
        URI at = request.address();
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpRequest.Builder builder = HttpRequest.newBuilder(at)
                    .header("Accept-Encoding", "identity")
                    .header("User-Agent", "guestkit");
            if (have > 0) {
                builder.header("Range", "bytes=" + have + "-");
                builder.header("If-Range", partial.validator());
            }
            HttpResponse<InputStream> response = answer(client, builder.build(), request, title);
            int status = response.statusCode();
            if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
                return accepted(response, title);
            }
            response.body().close();
            at = target(at, response, title);
        }
        throw new IOException(title + ": more than " + MAX_REDIRECTS + " redirects");
    }

    private HttpResponse<InputStream> answer(HttpClient client, HttpRequest asked, Request request, String title)
            throws IOException {
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(asked, HttpResponse.BodyHandlers.ofInputStream());
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < patience.toNanos()) {
                request.cancellation().check();
                try {
                    return answer.get(100, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    continue; // nothing yet
                }
            }
            throw new PassingException(title + ": no answer within " + patience.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            PassingException passing = new PassingException(title + ": " + reason(cause));
            passing.initCause(cause);
            throw passing;
        } finally {
            answer.cancel(true); // of no effect if it is there
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static URI target(URI from, HttpResponse<InputStream> response, String title) throws IOException {
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException(title + ": a redirect to nowhere"));
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException(title + ": a redirect to what is no address");
        }
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = from.getScheme().equalsIgnoreCase("https");
        if (!(scheme.equals("https") || scheme.equals("http") && !secure)) {
            throw new AccessDeniedException(title, null, "redirects to %s:, which is not followed".formatted(scheme));
        }
        checkAddress(to);
        return to;
    }

    private static HttpResponse<InputStream> accepted(HttpResponse<InputStream> response, String title)
            throws IOException {
        int status = response.statusCode();
        if (status != 200 && status != 206 && status != 416) {
            response.body().close();
        }
        switch (status) {
            case 200, 206, 416 -> {
                String coding =
                        response.headers().firstValue("Content-Encoding").orElse("identity");
                if (!coding.equalsIgnoreCase("identity")) {
                    response.body().close();
                    throw new UnsupportedFeatureException(
                            title + ": the server encodes the file by " + coding + " although it was asked not to");
                }
                return response;
            }
            case 404, 410 -> throw new NoSuchFileException(title);
            case 401, 403, 407 -> throw new AccessDeniedException(title, null, "the server answers " + status);
            case 408, 429, 500, 502, 503, 504 -> throw new PassingException(title + ": the server answers " + status);
            default -> throw new IOException(title + ": the server answers " + status);
        }
    }

    /** Where the body belongs in the file; negative if what is there of the file is of no use. */
    private static long start(HttpResponse<InputStream> response, PartialFile partial, long have, String title)
            throws IOException {
        if (response.statusCode() == 200) {
            return 0;
        }
        if (have == 0) {
            throw new IOException(title + ": the server sends a part of the file that nobody asked for");
        }
        if (response.statusCode() == 416) {
            return -1;
        }
        String range = response.headers().firstValue("Content-Range").orElse("");
        boolean same = validator(response).map(partial.validator()::equals).orElse(true);
        return same && range.startsWith("bytes " + have + "-") ? have : -1;
    }

    /** Size of the whole file; negative if the server does not say. */
    private static long size(HttpResponse<InputStream> response, long start) {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        return length < 0 || length > Long.MAX_VALUE - start ? -1 : start + length;
    }

    /** What to put into If-Range: a strong ETag, or the time of the last change; empty if there is neither. */
    private static Optional<String> validator(HttpResponse<InputStream> response) {
        Optional<String> tag = response.headers().firstValue("ETag").filter(text -> text.startsWith("\""));
        return tag.isPresent() ? tag : response.headers().firstValue("Last-Modified");
    }

    private static void checkRoom(PartialFile partial, long wanted, String title) throws IOException {
        Path directory = partial.complete().resolveSibling("");
        if (wanted > Files.getFileStore(directory).getUsableSpace()) {
            throw new FileSystemException(
                    directory.toString(), null, "No space left for the %d bytes of %s".formatted(wanted, title));
        }
    }

    private void receive(InputStream body, Request request, PartialFile partial, long start, long size, String title)
            throws IOException {
        report(start, partial, request);
        byte[] chunk = new byte[CHUNK];
        try (PartialFile.Appender file = partial.append(start);
                Silence silence = new Silence(body, patience, request.cancellation())) {
            while (true) {
                int length;
                try {
                    length = body.read(chunk);
                } catch (IOException e) {
                    request.cancellation().check();
                    throw new PassingException(
                            title + ": " + (silence.broken() ? "the server fell silent" : reason(e)));
                }
                request.cancellation().check();
                if (length < 0) {
                    break;
                }
                silence.heard();
                request.requireWithinLimit(file.length() + length, title); // at most a chunk above
                file.write(chunk, length);
                report(file.length(), partial, request);
            }
            if (silence.broken()) {
                throw new PassingException(title + ": the server fell silent");
            }
            if (size >= 0 && file.length() != size) {
                throw new PassingException(
                        "%s: %d bytes came, %d were announced".formatted(title, file.length(), size));
            }
        }
        partial.finish();
    }

    /** What comes a second time is no progress. */
    private static void report(long length, PartialFile partial, Request request) {
        if (length > partial.reported()) {
            request.progress().advance(length - partial.reported());
            partial.report(length);
        }
    }
}
