package io.guestkit.migrate.pipeline.fetch;

import com.sun.net.httpserver.HttpServer;
import io.guestkit.testkit.FetcherContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class HttpFetcherContractTest extends FetcherContract {

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] content = files.get(exchange.getRequestURI().getPath());
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Override
    protected Fetcher fetcher() {
        return new HttpFetcher();
    }

    private URI address(String path) throws IOException {
        try {
            return new URI(
                    "http",
                    null,
                    server.getAddress().getAddress().getHostAddress(),
                    server.getAddress().getPort(),
                    path,
                    null,
                    null);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    @Override
    protected URI put(String name, byte[] content) throws IOException {
        files.put("/" + name, content);
        return address("/" + name);
    }

    @Override
    protected URI absent() throws IOException {
        return address("/absent.img");
    }
}
