package io.guestkit.cli;

import io.guestkit.image.ImageInfo;
import io.guestkit.inspect.document.Facts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An image as {@code info} shows it, under the names of qemu-img.
 *
 * @param path on this machine
 */
record ImageFacts(Path path, ImageInfo info) {

    private static final long NANOS = 1_000_000_000L;

    /** Where the image that {@code overlay} names as its backing file lies. */
    static Path backingPath(Path overlay, ImageInfo info) {
        String name = info.backingFile().orElse("");
        if (name.startsWith("file:")) {
            name = name.substring("file:".length());
        }
        try {
            return overlay.resolveSibling(name);
        } catch (java.nio.file.InvalidPathException e) {
            return Path.of("?");
        }
    }

    Map<String, Object> document() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("filename", path.toString());
        facts.put("format", info.format().id());
        facts.put("virtual-size", info.virtualSize());
        OptionalLong actual = AllocatedSize.of(path);
        if (actual.isPresent()) {
            facts.put("actual-size", actual.getAsLong());
        }
        if (info.clusterSize().isPresent()) {
            facts.put("cluster-size", info.clusterSize().getAsLong());
        }
        facts.put("dirty-flag", info.dirty());
        if (info.encryption().isPresent()) {
            facts.put("encrypted", true);
        }
        if (info.backingFile().isPresent()) {
            facts.put("backing-filename", info.backingFile().get());
            if (!info.backingFile().get().startsWith("{")) { // a UUID names no file
                facts.put("full-backing-filename", backingPath(path, info).toString());
            }
        }
        if (info.backingFormat().isPresent()) {
            facts.put("backing-filename-format", info.backingFormat().get());
        }
        if (!info.snapshots().isEmpty()) {
            facts.put("snapshots", snapshots());
        }
        if (!info.details().isEmpty()) {
            Map<String, Object> specific = new LinkedHashMap<>();
            specific.put("type", info.format().id());
            specific.put("data", Facts.of(info.details()));
            facts.put("format-specific", specific);
        }
        return facts;
    }

    List<Object> snapshots() {
        List<Object> all = new ArrayList<>();
        for (ImageInfo.Snapshot snapshot : info.snapshots()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("id", snapshot.id());
            facts.put("name", snapshot.name());
            facts.put("vm-state-size", snapshot.vmStateSize());
            Instant created = snapshot.created();
            facts.put("date-sec", created.getEpochSecond());
            facts.put("date-nsec", created.getNano());
            facts.put("vm-clock-sec", Long.divideUnsigned(snapshot.vmClockNanos(), NANOS));
            facts.put("vm-clock-nsec", Long.remainderUnsigned(snapshot.vmClockNanos(), NANOS));
            all.add(facts);
        }
        return all;
    }

    void print(Streams streams) throws IOException {
        Table table = new Table(0);
        table.row("image:", path.toString());
        table.row("format:", info.format().id());
        table.row("virtual size:", sized(info.virtualSize()));
        OptionalLong actual = AllocatedSize.of(path);
        if (actual.isPresent()) {
            table.row("disk size:", sized(actual.getAsLong()));
        }
        if (info.clusterSize().isPresent()) {
            table.row("cluster size:", sized(info.clusterSize().getAsLong()));
        }
        if (info.dirty()) {
            table.row("dirty:", "yes, the last writer did not finish");
        }
        if (info.encryption().isPresent()) {
            table.row("encryption:", info.encryption().get());
        }
        if (info.backingFile().isPresent()) {
            String format =
                    info.backingFormat().isPresent() ? info.backingFormat().get() : "format not declared";
            table.row("backing file:", info.backingFile().get() + " (" + format + ")");
        }
        table.print(streams);
        printSnapshots(streams);
        if (!info.details().isEmpty()) {
            streams.println(info.format().id() + ":");
            Table details = new Table(2);
            addDetails("", Facts.of(info.details()), details);
            details.print(streams);
        }
    }

    void printSnapshots(Streams streams) throws IOException {
        if (info.snapshots().isEmpty()) {
            return;
        }
        streams.println("snapshots:");
        Table table = new Table(2, 3);
        table.row("ID", "NAME", "CREATED (UTC)", "VM STATE");
        for (ImageInfo.Snapshot snapshot : info.snapshots()) {
            table.row(snapshot.id(), snapshot.name(), snapshot.created().toString(), Text.size(snapshot.vmStateSize()));
        }
        table.print(streams);
    }

    private static void addDetails(String prefix, @org.jspecify.annotations.Nullable Object value, Table table) {
        switch (value) {
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    String key = String.valueOf(entry.getKey());
                    addDetails(prefix.isEmpty() ? key : prefix + "." + key, entry.getValue(), table);
                }
            }
            case List<?> list
            when !list.isEmpty() && list.getFirst() instanceof Map -> {
                for (int i = 0; i < list.size(); i++) {
                    addDetails(prefix + "[" + i + "]", list.get(i), table);
                }
            }
            case List<?> list -> table.row(prefix + ":", joined(list));
            case null, default -> table.row(prefix + ":", String.valueOf(value));
        }
    }

    private static String joined(List<?> list) {
        StringBuilder all = new StringBuilder();
        for (Object element : list) {
            all.append(all.isEmpty() ? "" : ", ").append(element);
        }
        return all.toString();
    }

    private static String sized(long bytes) {
        return bytes < 1024 ? bytes + " bytes" : Text.size(bytes) + " (" + bytes + " bytes)";
    }
}
