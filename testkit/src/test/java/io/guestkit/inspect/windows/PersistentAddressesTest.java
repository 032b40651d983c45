package io.guestkit.inspect.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BytesSource;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.HiveBuilder;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PersistentAddressesTest {

    private static final String ADAPTER = "{AAAAAAAA-0000-0000-0000-000000000001}";

    /** A Windows 7 wrote each of its IPv4 addresses to both places, and IPv6 has the same form as one of them. */
    @Test
    @Tag("oracle")
    @Proves(
            area = "guests",
            feature = "static addresses of Windows in its network store, where those of IPv6 are",
            verdict = "reported",
            referee = "Windows 7, which keeps those of IPv4 there and in Tcpip")
    void addresses_of_an_interface_are_those_that_tcpip_has() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("registry/regipy-SYSTEM.xz");
                Hive hive = Hive.open(specimen.path())) {
            Key set = hive.find("ControlSet001").orElseThrow();
            PersistentAddresses store = new PersistentAddresses(set, PersistentAddresses.IPV4);
            List<String> compared = new ArrayList<>();
            for (Key each : set.find("services\\Tcpip\\Parameters\\Interfaces")
                    .orElseThrow()
                    .subkeys()) {
                List<String> addresses = store.of(each.name());
                List<String> expected = each.value("IPAddress").isEmpty() || addresses.isEmpty()
                        ? List.of() // an adapter that was removed has no number any more
                        : Texts.texts(each, "IPAddress");
                assertThat(addresses).hasSameSizeAs(expected);
                for (int i = 0; i < addresses.size(); i++) {
                    int prefix =
                            TcpipRule.prefix(Texts.texts(each, "SubnetMask").get(i));
                    assertThat(addresses.get(i)).isEqualTo(expected.get(i) + "/" + prefix);
                    compared.add(addresses.get(i));
                }
            }
            assertThat(compared).contains("192.168.1.123/24");
        }
    }

    @Test
    void addresses_are_written_as_rfc_5952_wants() throws IOException {
        assertThat(six("20010db8000000000000000000000001", "40")).containsExactly("2001:db8::1/64");
        assertThat(six("20010db8000000010001000100010001", "40")).containsExactly("2001:db8:0:1:1:1:1:1/64");
        assertThat(six("20010000000000010000000000000001", "40")).containsExactly("2001:0:0:1::1/64");
        assertThat(six("00000000000000000000000000000001", "80")).containsExactly("::1/128");
        assertThat(six("fe800000000000000000000000000000", "0a")).containsExactly("fe80::/10");
    }

    @Test
    void what_is_no_address_is_left_out() throws IOException {
        assertThat(six("20010db800000000000000000000000g", "40")).isEmpty();
        assertThat(six("20010db8", "40")).isEmpty();
        assertThat(six("20010db8000000000000000000000001", "81")).containsExactly("2001:db8::1");
    }

    private static List<String> six(String digits, String prefix) throws IOException {
        String text = """
                [Set\\Control\\Class\\{4D36E972-E325-11CE-BFC1-08002BE10318}\\0001]
                "NetCfgInstanceId"="%s"
                "NetLuidIndex"=dword:00008003
                "*IfType"=dword:00000006
                [Set\\%s]
                "0000000380000600%s"=hex:ff,ff,ff,ff,ff,ff,ff,ff,10,00,00,00,10,00,00,00,%s
                """.formatted(ADAPTER, PersistentAddresses.IPV6, digits, prefix);
        try (Hive hive = Hive.of("SYSTEM", new BytesSource(HiveBuilder.of(text).build()), Map.of())) {
            return new PersistentAddresses(hive.find("Set").orElseThrow(), PersistentAddresses.IPV6).of(ADAPTER);
        }
    }
}
