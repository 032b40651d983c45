package io.guestkit.inspect.boot;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.inspect.parse.BootLoaderSpec;
import io.guestkit.inspect.parse.GrubScript;
import io.guestkit.inspect.parse.LegacyGrubMenu;
import io.guestkit.inspect.parse.PortableExecutable;
import io.guestkit.inspect.parse.RaspberryPiConfig;
import io.guestkit.inspect.parse.SyslinuxMenu;
import io.guestkit.inspect.parse.UBootImage;
import io.guestkit.inspect.parse.YamlTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a guest's disk has for its start. Only IOExceptions may come out. */
class BootFuzzTest {

    @FuzzTest
    void initramfs(byte[] input) {
        try {
            Initramfs.read(new ByteArrayInputStream(input));
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    @FuzzTest
    void efiProgram(byte[] input) {
        try {
            PortableExecutable.parse(input).ifPresent(program -> program.section(".linux"));
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    @FuzzTest
    void uBootImage(byte[] input) {
        try {
            UBootImage image = UBootImage.parse(input).orElse(null);
            if (image != null) {
                image.check(new ByteArrayInputStream(input, UBootImage.LENGTH, input.length - UBootImage.LENGTH));
            }
            UBootImage.script(input);
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    /** The text behind a header is whatever fits its sums, so it is fuzzed without. */
    @FuzzTest
    void uBootScript(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.UTF_8);
        RaspberryPiConfig.parse(text);
        UBootScript.starts(text, Map.of("prefix", "/boot/"), new UBootScript.Files() {
            @Override
            public boolean isFile(String path) {
                return path.length() % 2 == 0;
            }

            @Override
            public String text(String path) {
                return path;
            }
        });
    }

    @FuzzTest
    void menus(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        GrubScript.parse(text, GrubScript.environment(text));
        LegacyGrubMenu.parse(text);
        SyslinuxMenu.parse(text);
        BootLoaderSpec.parse(text, Map.of());
        try {
            YamlTree.parse(text, "fuzz");
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }
}
