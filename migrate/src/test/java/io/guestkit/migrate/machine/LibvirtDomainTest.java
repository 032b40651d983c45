package io.guestkit.migrate.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskFormat;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class LibvirtDomainTest {

    private static Machine machine(String path) throws UnsupportedFeatureException {
        return Machine.fitting(
                ReportDraft.linux()
                        .card("eth0", "ethernet", "00:50:56:aa:bb:01")
                        .report(),
                MachineOptions.DEFAULT.withDisks(List.of(new MachineDisk(Path.of(path), DiskFormat.QCOW2))));
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static Element first(Document document, String name) {
        return (Element) document.getElementsByTagName(name).item(0);
    }

    @Test
    void aHostilePathComesBackAsItWas() throws Exception {
        String path = "/i/\"/><disk>&amp;'\n\t<a>.qcow2";
        Document document = parsed(LibvirtDomain.of(machine(path)));
        assertThat(first(document, "source").getAttribute("file")).isEqualTo(path);
        assertThat(document.getElementsByTagName("disk").getLength()).isOne();
    }

    @Test
    void whatXmlCannotSayIsRefused() {
        for (String path : List.of("/i/\u0001.qcow2", "/i/\uffff.qcow2")) {
            assertThatThrownBy(() -> LibvirtDomain.of(machine(path)))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("which XML has not");
        }
    }

    @Test
    void theMachineIsInIt() throws Exception {
        Document document = parsed(LibvirtDomain.of(machine("/d.qcow2")));
        assertThat(first(document, "name").getTextContent()).isEqualTo("web");
        assertThat(first(document, "memory").getTextContent()).isEqualTo("2097152");
        assertThat(first(document, "mac").getAttribute("address")).isEqualTo("00:50:56:aa:bb:01");
        assertThat(first(document, "clock").getAttribute("offset")).isEqualTo("utc");
        assertThat(first(document, "libosinfo:os").getAttribute("id")).isEqualTo("http://debian.org/debian/12");
        assertThat(first(document, "os").hasAttribute("firmware")).isFalse();
        Element target =
                (Element) first(document, "disk").getElementsByTagName("target").item(0);
        assertThat(target.getAttribute("dev")).isEqualTo("vda");
    }
}
