package io.guestkit.inspect.boot.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.registry.Hive;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two stores of Windows itself: of an installed Windows 10, and of a medium that it is installed from. */
@Tag("oracle")
class BcdCorpusTest {

    /** What hivexregedit prints for one key: values as it decodes them. */
    private static String exported(Corpus.Specimen specimen, String key) throws Exception {
        return Oracle.require("hivexregedit")
                .run("--export", "--unsafe-printable-strings", specimen.path(), "\\Objects\\" + key)
                .text();
    }

    @Test
    @Proves(
            area = "guests",
            feature = "BCD stores of Windows: objects, elements, devices on GPT",
            referee = "hivexregedit on the store of a Windows 10")
    void installed() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("registry/regipy-BCD.xz");
                Hive hive = Hive.open(specimen.path())) {
            BcdStore store = BcdStore.of(hive);
            BcdObject manager = store.object(BcdStore.BOOT_MANAGER).orElseThrow();
            BcdStore.Choice choice = store.choice(manager).orElseThrow();
            BcdObject entry = choice.object();
            String own = exported(specimen, BcdStore.BOOT_MANAGER);
            assertThat(own).contains("\"Element\"=str(1):\"" + choice.id() + "\"");
            assertThat(manager.ids(BcdObject.DISPLAY_ORDER)).containsExactly(choice.id());
            assertThat(manager.device(BcdObject.APPLICATION_DEVICE).orElseThrow())
                    .hasToString("partition %s of disk %s".formatted(BootTrees.ESP, BootTrees.DISK));
            String exported = exported(specimen, choice.id());
            for (int element : List.of(BcdObject.APPLICATION_PATH, BcdObject.DESCRIPTION, BcdObject.SYSTEM_ROOT)) {
                assertThat(exported).contains("\"Element\"=str(1):\"" + entry.text(element) + "\"");
            }
            assertThat(entry.text(BcdObject.APPLICATION_PATH)).isEqualTo("\\Windows\\system32\\winload.efi");
            assertThat(exported).contains("\"Type\"=dword:%08x".formatted(entry.type()));
            assertThat(exported).contains("\"Element\"=hex(3):" + BootTrees.ON_ROOT);
            assertThat(entry.device(BcdObject.OS_DEVICE).orElseThrow())
                    .hasToString("partition %s of disk %s".formatted(BootTrees.ROOT, BootTrees.DISK));
            assertThat(store.is(entry, BcdObject.WIN_PE)).isFalse();
            assertThat(store.is(entry, BcdObject.ALLOW_PRERELEASE_SIGNATURES)).isFalse();
            List<String> loaders = new ArrayList<>();
            for (BcdObject each : store.objects(BcdObject.OS_LOADER)) {
                loaders.add(each.text(BcdObject.DESCRIPTION));
            }
            assertThat(loaders).containsExactly("Windows 10", "Windows Recovery Environment");
            assertThat(store.objects(BcdObject.OS_LOADER)
                            .get(1)
                            .device(BcdObject.OS_DEVICE)
                            .orElseThrow())
                    .hasToString("RAM disk [partition 6cdfcd69-de75-4490-8f99-5a84bf264917 of disk " + BootTrees.DISK
                            + "]\\Recovery\\WindowsRE\\Winre.wim");
        }
    }

    @Test
    @Proves(
            area = "guests",
            feature = "BCD stores of Windows: RAM disk of an installation medium",
            referee = "hivexregedit on the store of a medium")
    void installation_medium() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("registry/ez-BCD.gz");
                Hive hive = Hive.open(specimen.path())) {
            BcdStore store = BcdStore.of(hive);
            BcdStore.Choice choice = store.choice(
                            store.object(BcdStore.BOOT_MANAGER).orElseThrow())
                    .orElseThrow();
            BcdObject entry = choice.object();
            assertThat(exported(specimen, choice.id()))
                    .contains("\"Element\"=str(1):\"" + entry.text(BcdObject.DESCRIPTION) + "\"");
            assertThat(entry.text(BcdObject.DESCRIPTION)).isEqualTo("Windows Setup");
            assertThat(store.is(entry, BcdObject.WIN_PE)).isTrue();
            assertThat(entry.device(BcdObject.APPLICATION_DEVICE).orElseThrow())
                    .isEqualTo(new BcdDevice.RamDisk(new BcdDevice.Boot(), "\\sources\\boot.wim"));
            // one byte, as numbers of stores that were made by tools are
            assertThat(store.object(BcdStore.BOOT_MANAGER).orElseThrow().number(0x25000004))
                    .hasValue(30);
        }
    }
}
