package io.guestkit.migrate.windows;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** INF files that are anything, and ones of a driver with something in the middle. */
class InfFuzzTest {

    private static final List<WindowsVersion> WINDOWS = List.of(
            new WindowsVersion(5, 2, 3790, "i386", WindowsVersion.SERVER),
            new WindowsVersion(10, 0, 22631, "x86_64", WindowsVersion.WORKSTATION));

    @FuzzTest
    void anyBytes(byte[] input) {
        look(input);
    }

    /** The first byte says after which line the others are put in. */
    @FuzzTest
    void aDriverWithMore(byte[] input) {
        List<String> lines = VirtioWinFolder.viostor("NTamd64.10.0").lines().toList();
        int place = input.length == 0 ? 0 : (input[0] & 0xff) % lines.size();
        String more = input.length == 0 ? "" : new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        look((String.join("\n", lines.subList(0, place))
                        + "\n"
                        + more
                        + "\n"
                        + String.join("\n", lines.subList(place, lines.size())))
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void look(byte[] input) {
        for (WindowsVersion windows : WINDOWS) {
            try {
                InfFile file = InfFile.parse(input);
                DriverInf driver = DriverInf.of(file, windows);
                for (DriverInf.Model model : driver == null ? List.<DriverInf.Model>of() : driver.models()) {
                    driver.service(file, model, windows);
                    driver.hardwareValues(file, model, windows);
                }
            } catch (IOException expected) {
                // whatever is wrong with the text
            }
        }
    }
}
