package io.guestkit.inspect.boot.windows;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.inspect.parse.BootIni;
import io.guestkit.io.BytesSource;
import io.guestkit.io.StructView;
import io.guestkit.registry.Hive;
import io.guestkit.testkit.HiveBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Stores that are anything, and elements of a good one that are. Only IOExceptions may come out. */
class BcdFuzzTest {

    private static final String STORE = """
            [Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Description]
            "Type"=dword:10100002
            [Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\23000003]
            "Element"=hex(1):DATA
            [Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\24000001]
            "Element"=hex(7):DATA
            [Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\14000006]
            "Element"=hex(7):DATA
            [Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\11000001]
            "Element"=hex(3):DATA
            """;

    @FuzzTest
    void device(byte[] input) {
        try {
            BcdDevice.parse(StructView.littleEndian("element", ByteBuffer.wrap(input)))
                    .toString();
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    @FuzzTest
    void elements(byte[] input) {
        look(HiveBuilder.of(STORE.replace("DATA", HexFormat.of().formatHex(input)))
                .build());
    }

    @FuzzTest
    void anyStore(byte[] input) {
        look(input);
    }

    @FuzzTest
    void bootIni(byte[] input) {
        BootIni menu = BootIni.parse(new String(input, StandardCharsets.ISO_8859_1));
        menu.choice().ifPresent(entry -> List.of(entry.disk(), entry.partition(), entry.directory()));
    }

    private static void look(byte[] bytes) {
        try (Hive hive = Hive.of("store", new BytesSource(bytes), Map.of())) {
            BcdStore store = BcdStore.of(hive);
            BcdObject manager = store.object(BcdStore.BOOT_MANAGER).orElse(null);
            if (manager != null) {
                store.choice(manager);
                store.number(manager, BcdObject.WIN_PE);
                manager.number(BcdObject.DEFAULT_OBJECT);
                manager.device(BcdObject.APPLICATION_DEVICE);
            }
            store.objects(BcdObject.OS_LOADER);
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }
}
