package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code inspect --boot-check} on guests that Debian's own tools prepared, and on one that was broken by hand. */
@Tag("oracle")
class BootCheckOracleTest {

    private static Map<String, Object> boot(Guestkit run) throws IOException {
        Map<String, Object> guest =
                Json.object(Json.array(run.json().get("guests")).getFirst());
        return Json.object(guest.get("boot"));
    }

    private static List<String> links(Map<String, Object> boot) {
        List<String> links = new ArrayList<>();
        for (Object each : Json.array(boot.get("links"))) {
            Map<String, Object> link = Json.object(each);
            links.add(link.get("link") + " " + link.get("verdict"));
        }
        return links;
    }

    private static Guestkit check(String image) {
        return Guestkit.run("inspect", Fixtures.of("boot-guests").resolve(image), "--boot-check", "--output", "json");
    }

    private static String version() throws IOException {
        return Files.readString(Fixtures.of("boot-guests").resolve("kernel-version"))
                .strip();
    }

    @Test
    @Proves(
            area = "guests",
            feature = "boot chain: EFI loader, grub.cfg with saved default, kernel, initramfs, drivers, root, fstab",
            verdict = "reported",
            referee = "grub-mkconfig and update-initramfs made it")
    void grub() throws IOException {
        Guestkit run = check("grub.raw");
        Map<String, Object> boot = boot(run);
        assertThat(links(boot))
                .containsExactly(
                        "firmware ok",
                        "loader ok",
                        "configuration ok",
                        "entry ok",
                        "kernel ok",
                        "initramfs ok",
                        "drivers ok",
                        "root ok",
                        "fstab ok",
                        "fstab ok");
        assertThat(run.status()).isZero();
        assertThat(boot.get("verdict")).isEqualTo("ok");
        List<Map<String, Object>> entries = new ArrayList<>();
        Json.array(boot.get("entries")).forEach(each -> entries.add(Json.object(each)));
        Map<String, Object> chosen = entries.stream()
                .filter(entry -> entry.get("is_default").equals(true))
                .findFirst()
                .orElseThrow();
        assertThat(chosen.get("title").toString()).contains("Advanced options").contains(version());
        assertThat(chosen.get("kernel").toString()).isEqualTo("/boot/vmlinuz-" + version());
        assertThat(chosen.get("options").toString()).contains("console=ttyS0");
    }

    @Test
    @Proves(
            area = "guests",
            feature = "boot chain: unified kernel image with command line and initramfs, systemd-boot",
            verdict = "reported",
            referee = "objcopy on systemd's stub made it")
    void unifiedKernelImage() throws IOException {
        Guestkit run = check("uki.raw");
        Map<String, Object> boot = boot(run);
        assertThat(links(boot)).doesNotContain("kernel broken").contains("kernel ok", "initramfs ok", "root ok");
        assertThat(run.status()).isZero();
        Map<String, Object> entry = Json.object(Json.array(boot.get("entries")).getFirst());
        assertThat(entry)
                .containsEntry("loader", "uki")
                .containsEntry("is_default", true)
                .containsEntry("options", "root=UUID=5b0f0c9e-2d3a-4e5f-8a7b-9c0d1e2f3a4b ro quiet");
        assertThat(entry.get("title").toString())
                .contains("Debian GNU/Linux 12")
                .contains(version());
    }

    @Test
    @Proves(
            area = "guests",
            feature = "boot chain: broken initramfs, root and fstab, each with its file and line; exit code 6",
            verdict = "reported",
            referee = "how it was broken")
    void brokenLinksAreFoundAndTold() throws IOException {
        Guestkit run = check("broken.raw");
        assertThat(run.status()).isEqualTo(ExitCode.FINDINGS);
        Map<String, Object> boot = boot(run);
        assertThat(links(boot)).contains("kernel ok", "initramfs broken", "root broken", "fstab ok", "fstab broken");
        String text = Guestkit.run("inspect", Fixtures.of("boot-guests").resolve("broken.raw"), "--boot-check")
                .text();
        assertThat(text).contains("boot: broken").contains("/etc/fstab:3").contains("/boot/grub/grub.cfg:");
    }

    @Test
    void drivenByItsOwnLists() throws IOException {
        Path made = Fixtures.of("boot-guests");
        Map<String, Object> boot = boot(check("grub.raw"));
        String drivers = Json.array(boot.get("links")).stream()
                .map(Json::object)
                .filter(link -> link.get("link").equals("drivers"))
                .map(link -> link.get("detail").toString())
                .findFirst()
                .orElseThrow();
        String all =
                Files.readString(made.resolve("initrd.zstd.list")) + Files.readString(made.resolve("modules.builtin"));
        assertThat(drivers.contains("virtio-blk")).isEqualTo(has(all, "virtio_blk"));
        assertThat(drivers.contains("nvme")).isEqualTo(has(all, "nvme"));
        assertThat(drivers.contains("ahci")).isEqualTo(has(all, "ahci"));
        assertThat(drivers.contains("hyper-v")).isEqualTo(has(all, "hv_storvsc"));
    }

    private static boolean has(String lists, String module) {
        return lists.contains("/" + module + ".ko");
    }
}
