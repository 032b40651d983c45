package io.guestkit.migrate.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a boot test.
 *
 * @param success whether the guest came up
 * @param reason by what that was seen, or why not; one line
 * @param signs all that was seen of it, in order
 * @param duration from the start of the machine to the end
 * @param accelerator {@code kvm} or {@code tcg}
 * @param serialLines the last lines of the serial log
 * @param screenLines what the screen showed at the end, if it was one of characters
 * @param serialLog the file with all of the serial log, if it was asked for
 * @param screenshot the file, PNG, if it was asked for and could be made
 * @param notes what did not go as usual and did not stop the test
 */
public record BootTestResult(
        boolean success,
        String reason,
        List<Sign> signs,
        Duration duration,
        String accelerator,
        Machine machine,
        List<String> serialLines,
        List<String> screenLines,
        Optional<Path> serialLog,
        Optional<Path> screenshot,
        List<String> notes) {

    public BootTestResult {
        signs = List.copyOf(signs);
        serialLines = List.copyOf(serialLines);
        screenLines = List.copyOf(screenLines);
        notes = List.copyOf(notes);
    }

    /** As plain maps, lists, texts, numbers and truth values. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("success", success);
        document.put("reason", reason);
        List<Object> all = new ArrayList<>();
        for (Sign sign : signs) {
            all.add(Map.of("place", sign.place().id(), "text", sign.text()));
        }
        document.put("signs", all);
        document.put("duration_secs", duration.toMillis() / 1000.0);
        document.put("accelerator", accelerator);
        document.put("firmware", machine.firmware().id());
        document.put("machine", machine.type());
        document.put("disk_bus", machine.bus().id());
        document.put("serial_lines", serialLines);
        document.put("screen_lines", screenLines);
        serialLog.ifPresent(path -> document.put("serial_log", path.toString()));
        screenshot.ifPresent(path -> document.put("screenshot", path.toString()));
        document.put("notes", notes);
        return document;
    }
}
