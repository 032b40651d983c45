package io.guestkit.cli;

import io.guestkit.Disks;
import io.guestkit.KeyRing;
import io.guestkit.convert.ImageMap;
import io.guestkit.image.DiskImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code map}: where the parts of a disk are stored. */
final class MapCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "map",
                "IMAGE",
                0,
                1,
                "Where the parts of a disk are stored",
                List.of(
                        Flag.IMAGE,
                        Flag.DISK,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.SNAPSHOT,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.OUTPUT),
                List.of("disk.qcow2", "", "overlay.qcow2 --output json", "with qemu-img's keys"),
                List.of("DEPTH says how many images lie above the one that has the part."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        Path path = call.image();
        call.examine(path.toString());
        try (KeyRing keys = call.keys();
                DiskImage image = Disks.openImage(path, call.openOptions().withKeys(keys))) {
            ImageMap map = new ImageMap(image);
            if (call.output() == OutputFormat.TEXT) {
                print(map, call.streams());
            } else {
                Document.print(document(map), call);
            }
            Warnings.print(image.warnings(), call.streams());
        }
        return ExitCode.OK;
    }

    /** Line by line, as they are found: an image decides how many there are. */
    private static void print(ImageMap map, Streams streams) throws IOException {
        String line = "%-18s %-18s %-18s %-6s %s";
        streams.println(line.formatted("START", "LENGTH", "FILE OFFSET", "DEPTH", "KIND"));
        for (Optional<ImageMap.Entry> next = map.next(); next.isPresent(); next = map.next()) {
            ImageMap.Entry entry = next.get();
            String offset = entry.offset().isPresent() ? hex(entry.offset().getAsLong()) : "-";
            String kind = entry.compressed() ? "compressed" : entry.data() ? "data" : entry.present() ? "zero" : "hole";
            streams.println(line.formatted(hex(entry.start()), hex(entry.length()), offset, entry.depth(), kind));
        }
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static List<Object> document(ImageMap map) throws IOException {
        List<Object> all = new ArrayList<>();
        for (Optional<ImageMap.Entry> next = map.next(); next.isPresent(); next = map.next()) {
            ImageMap.Entry entry = next.get();
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("start", entry.start());
            facts.put("length", entry.length());
            facts.put("depth", entry.depth());
            facts.put("present", entry.present());
            facts.put("zero", entry.zero());
            facts.put("data", entry.data());
            facts.put("compressed", entry.compressed());
            entry.offset().ifPresent(offset -> facts.put("offset", offset));
            all.add(facts);
        }
        return all;
    }
}
