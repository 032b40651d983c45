package io.guestkit.inspect.boot;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.inspect.parse.BootLoaderSpec;
import io.guestkit.inspect.parse.GrubScript;
import io.guestkit.inspect.parse.LegacyGrubMenu;
import io.guestkit.inspect.parse.PortableExecutable;
import io.guestkit.inspect.parse.SyslinuxMenu;
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
