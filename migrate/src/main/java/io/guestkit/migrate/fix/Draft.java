package io.guestkit.migrate.fix;

import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.migrate.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plan while rules add to it: the guest as it is, and its files as the steps so far will have left them. Steps that
 * change the same file depend on each other by themselves.
 */
public final class Draft {

    private final GuestFiles files;
    private final GuestStorage storage;
    private final GuestReport report;
    private final Target target;
    private final FixOptions options;
    private final List<FixStep> steps = new ArrayList<>();
    private final List<FixPlan.Note> notes = new ArrayList<>();
    private final PlannedFiles planned;
    /** The last step that changes a path. */
    private final Map<String, String> lastStep = new LinkedHashMap<>();

    private String rule = "";
    /** How many steps each rule has added. */
    private final Map<String, Integer> counts = new HashMap<>();

    Draft(GuestFiles files, GuestStorage storage, GuestReport report, Target target, FixOptions options) {
        this.files = files;
        this.planned = new PlannedFiles(files);
        this.storage = storage;
        this.report = report;
        this.target = target;
        this.options = options;
    }

    void begin(FixRule next) {
        rule = next.name();
    }

    /** The steps so far. */
    public List<FixStep> steps() {
        return Collections.unmodifiableList(steps);
    }

    List<FixPlan.Note> notes() {
        return notes;
    }

    /** Whether anything is to be changed so far. */
    public boolean hasSteps() {
        return !steps.isEmpty();
    }

    /** What the guest is on. */
    public GuestStorage storage() {
        return storage;
    }

    /** What inspection found, with the boot check. */
    public GuestReport report() {
        return report;
    }

    /** The files as they are now, before any step. */
    public GuestFiles files() {
        return files;
    }

    public Target target() {
        return target;
    }

    public FixOptions options() {
        return options;
    }

    /** Something that is not fixed, or cannot be proved without starting the guest. */
    public void note(String text) {
        notes.add(new FixPlan.Note(rule, text));
    }

    /**
     * The path that others lead to by links after the steps so far: steps name files by it, so that they see each other.
     *
     * @return null if there is nothing, or a link that a step makes
     */
    public @Nullable String real(String path) throws IOException {
        return planned.real(path);
    }

    /**
     * A file's text after the steps so far; bytes that are not UTF-8 are kept for {@link #edit}.
     *
     * @return null if there is no such regular file
     * @throws CorruptDataException if it is larger than {@link GuestFiles#SMALL}
     */
    public @Nullable String text(String path) throws IOException {
        TextFile file = planned.text(path);
        return file == null ? null : file.text();
    }

    /** Whether there will be something at a path after the steps so far, links followed. */
    public boolean exists(String path) throws IOException {
        return planned.exists(path);
    }

    /** Whether there will be a regular file at a path after the steps so far, links followed. */
    public boolean isFile(String path) throws IOException {
        return planned.isFile(path);
    }

    /** Whether there will be a directory at a path after the steps so far, links followed. */
    public boolean isDirectory(String path) throws IOException {
        return planned.isDirectory(path);
    }

    /** Whether a path will be a symbolic link after the steps so far. */
    public boolean isLink(String path) throws IOException {
        return planned.linkTarget(path) != null;
    }

    /**
     * The regular files below a directory after the steps so far, sorted; links are not followed.
     *
     * @throws CorruptDataException if there are more than 10 000 entries, or more than 256 directories in each other
     */
    public List<String> filesBelow(String directory) throws IOException {
        return planned.filesBelow(Optional.ofNullable(real(directory)).orElse(directory));
    }

    /**
     * Lets a file have another text; does nothing if it has that already.
     *
     * @param path of a regular file that is there
     * @return whether there is a step
     */
    public boolean edit(String path, String text, String reason, List<String> evidence) throws IOException {
        TextFile before = planned.text(path);
        if (before == null) {
            throw new IllegalArgumentException("no file to edit at " + path);
        }
        if (before.text().equals(text)) {
            return false;
        }
        String real = Optional.ofNullable(real(path)).orElse(planned.place(path));
        TextFile after = new TextFile(text, before.charset());
        String diff = UnifiedDiff.of(real, before.text(), text);
        add(
                real,
                reason,
                evidence,
                new Operation.EditFile(real, after.charsetName(), before.sha256(), after.sha256(), diff));
        planned.put(real, after);
        return true;
    }

    /**
     * Lets a file have a text, whether there is one or not; does nothing if it has that text already. It takes the place of
     * a link that leads nowhere.
     *
     * @param mode permission bits of a new file; one that is there keeps its own
     * @throws FixException if there is something else than a file
     */
    public boolean write(String path, String text, int mode, String reason, List<String> evidence) throws IOException {
        if (planned.text(path) != null) {
            return edit(path, text, reason, evidence);
        }
        String place = planned.place(path);
        parent(place, reason, evidence);
        makeRoom(place, reason);
        add(place, reason, evidence, new Operation.WriteFile(place, text, mode, Optional.empty()));
        return true;
    }

    /** For a file, where none is: links into {@code /run} lead nowhere in a guest that does not run. */
    private void makeRoom(String place, String reason) throws IOException {
        if (planned.exists(place) && !planned.isFile(place)) {
            throw new FixException(place + " is no file in the guest");
        }
        String target = planned.linkTarget(place);
        if (target != null && !planned.exists(place)) {
            delete(place, reason, List.of("%s leads to %s, which is not there".formatted(place, target)));
        }
    }

    private void parent(String place, String reason, List<String> evidence) throws IOException {
        String parent = place.substring(0, Math.max(1, place.lastIndexOf('/')));
        if (!parent.equals("/")) {
            directory(parent, reason, evidence);
        }
    }

    /** Makes a directory unless there will be one. */
    public void directory(String path, String reason, List<String> evidence) throws IOException {
        if (!planned.isDirectory(path)) {
            String place = planned.place(path);
            add(place, reason, evidence, new Operation.MakeDirectory(place, 0755));
        }
    }

    /** Deletes what is at a path, a link itself; does nothing if there is nothing. */
    public boolean delete(String path, String reason, List<String> evidence) throws IOException {
        boolean there = planned.isEntry(path);
        if (there) {
            String place = planned.place(path);
            add(place, reason, evidence, new Operation.Delete(place));
        }
        return there;
    }

    /**
     * Moves what is at a path, a link itself.
     *
     * @param to where nothing is
     * @throws FixException if there is nothing, or something at the new place, or if steps so far change what is to be moved
     */
    public void move(String from, String to, String reason, List<String> evidence) throws IOException {
        String source = planned.place(from);
        String place = planned.place(to);
        if (PlannedFiles.isAtOrBelow(place, source)) {
            throw new FixException("%s cannot be moved into itself, to %s".formatted(source, place));
        }
        if (planned.isEntry(place)) {
            throw new FixException(place + " is there already in the guest");
        }
        Fingerprint fingerprint = planned.fingerprint(source);
        if (fingerprint == null) {
            throw new FixException(source + " is not there in the guest");
        }
        parent(place, reason, evidence);
        add(
                place,
                reason,
                evidence,
                new Operation.Move(source, place, fingerprint.type(), fingerprint.sha256()),
                source);
        lastStep.put(source, steps.getLast().id());
    }

    /** Empties a file, whatever its size; does nothing if there is none. @return whether there is a step */
    public boolean truncate(String path, String reason, List<String> evidence) throws IOException {
        if (!planned.isFile(path)) {
            return false;
        }
        String real = Optional.ofNullable(real(path)).orElse(planned.place(path));
        add(real, reason, evidence, new Operation.Truncate(real));
        return true;
    }

    /** Lets a path be a symbolic link; does nothing if it is that already. */
    public boolean link(String path, String to, String reason, List<String> evidence) throws IOException {
        String place = planned.place(path);
        String is = planned.linkTarget(path);
        if (to.equals(is)) {
            return false;
        }
        parent(place, reason, evidence);
        add(place, reason, evidence, new Operation.MakeSymlink(place, to, Optional.ofNullable(is)));
        return true;
    }

    /** Copies a file of the guest to where nothing is. */
    public void copy(String from, String to, String reason, List<String> evidence) throws IOException {
        String source = real(from);
        String digest = source == null ? null : planned.sha256(source);
        if (source == null || digest == null) {
            throw new IllegalArgumentException("no file to copy at " + from);
        }
        String place = planned.place(to);
        parent(place, reason, evidence);
        add(place, reason, evidence, new Operation.CopyFile(Optional.empty(), source, place, digest), source);
    }

    /**
     * Copies a file to where nothing is, on a file system that the guest mounts nowhere.
     *
     * @param there its files, seen from its root
     */
    public void copyOn(String device, GuestFiles there, String from, String to, String reason, List<String> evidence)
            throws IOException {
        try (InputStream in = there.open(from)) {
            if (in == null) {
                throw new IllegalArgumentException("no file to copy at " + from + " on " + device);
            }
            Operation copy = new Operation.CopyFile(Optional.of(device), from, to, sha256(in));
            add(copy.subject(), reason, evidence, copy);
        }
    }

    /** Copies a file of this machine into the guest, in place of whatever file is there. */
    public void copyIn(Path source, String to, int mode, String reason, List<String> evidence) throws IOException {
        copyIn(HostFile.of(source), to, mode, reason, evidence);
    }

    /** As the other one; does nothing if the file that is there is the same, and takes the place of a link that leads nowhere. */
    public boolean copyIn(HostFile source, String to, int mode, String reason, List<String> evidence)
            throws IOException {
        String place = planned.place(to);
        String digest = source.sha256();
        Optional<String> replaces = Optional.ofNullable(planned.sha256(place));
        if (replaces.equals(Optional.of(digest))) {
            return false;
        }
        parent(place, reason, evidence);
        makeRoom(place, reason);
        add(place, reason, evidence, new Operation.CopyIn(source.toString(), place, digest, mode, replaces));
        return true;
    }

    /**
     * Adds any other operation.
     *
     * @param needed paths whose last changes so far it depends on
     */
    public void add(String reason, List<String> evidence, Operation operation, String... needed) {
        add(operation.subject(), reason, evidence, operation, needed);
        if (operation instanceof Operation.RunCommand command) {
            for (String written : command.writes()) {
                lastStep.put(written, steps.getLast().id());
            }
        }
    }

    private void add(String place, String reason, List<String> evidence, Operation operation, String... needed) {
        String id = rule + "-" + counts.merge(rule, 1, Integer::sum);
        List<String> before = new ArrayList<>();
        String last = lastStep.get(place);
        if (last != null) {
            before.add(last);
        }
        int slash = place.lastIndexOf('/');
        String inside = slash > 0 ? lastStep.get(place.substring(0, slash)) : null;
        if (inside != null && !before.contains(inside)) {
            before.add(inside);
        }
        for (String path : needed) {
            String step = lastStep.get(path);
            if (step != null && !before.contains(step)) {
                before.add(step);
            }
        }
        planned.record(operation);
        steps.add(new FixStep(id, rule, reason, evidence, before, operation));
        lastStep.put(place, id);
    }

    /** SHA-256 of a regular file of the guest as it is now, in hexadecimal. */
    public String sha256(String path) throws IOException {
        try (InputStream in = files.open(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no file at " + path);
            }
            return sha256(in);
        }
    }

    static String sha256(InputStream in) throws IOException {
        MessageDigest digest = TextFile.digest();
        byte[] buffer = new byte[64 << 10];
        for (int read; (read = in.read(buffer)) >= 0; ) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
