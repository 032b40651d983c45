package io.guestkit.migrate.machine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said when QEMU goes away. */
class QmpTest {

    @TempDir
    Path folder;

    @Test
    void whoeverWritesToNobodyLearnsThatItIsGone() throws Exception {
        Path socket = folder.resolve("control");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread qemu = Thread.ofVirtual().start(() -> {
                try (SocketChannel client = server.accept()) {
                    client.write(ByteBuffer.wrap("{\"QMP\": {}}\n{\"return\": {}}\n".getBytes(StandardCharsets.UTF_8)));
                    client.read(ByteBuffer.allocate(1000)); // of qmp_capabilities
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (Qmp qmp = Qmp.connect(socket)) {
                qemu.join();
                assertThatThrownBy(qmp::status).isInstanceOf(SocketException.class);
            }
        }
    }
}
