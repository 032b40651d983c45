package io.guestkit.migrate.pipeline.fetch;

import io.guestkit.testkit.FetcherContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileFetcherContractTest extends FetcherContract {

    @TempDir
    Path elsewhere;

    @Override
    protected Fetcher fetcher() {
        return new FileFetcher();
    }

    @Override
    protected URI put(String name, byte[] content) throws IOException {
        return Files.write(elsewhere.resolve(name), content).toUri();
    }

    @Override
    protected URI absent() {
        return elsewhere.resolve("absent.img").toUri();
    }
}
