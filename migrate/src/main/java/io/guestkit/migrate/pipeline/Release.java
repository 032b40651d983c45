package io.guestkit.migrate.pipeline;

import io.guestkit.inspect.report.InspectReport;
import io.guestkit.migrate.pipeline.io.DurableFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings everything to its place: the first image last, so that whoever sees it sees all. Where a file cannot be brought
 * to its place, those before it are taken back; where the process is killed in between, the journal tells the next run
 * what is still to be moved.
 */
final class Release {

    private static final String BESIDE = "beside";
    private static final String REPLACED = "replaced-";

    private final MigrationSettings settings;
    private final Journal journal;

    Release(MigrationSettings settings, Journal journal) {
        this.settings = settings;
        this.journal = journal;
    }

    /** What is to be moved where: what a hypervisor is told, the record, the images. */
    List<Journal.Move> prepare(MigrationContext context, Tools tools, MigrationRecord record) throws IOException {
        Path workshop = settings.outputWorkshop();
        Path beside = workshop.resolve(BESIDE);
        WorkDirectory.deleteTree(beside);
        Files.createDirectories(beside);
        if (tools.machines() != MachineWriter.NONE) {
            InspectReport report = context.outcome().isPresent()
                    ? context.outcome().get()
                    : ValidateStage.inspect(context.outputs(), settings);
            tools.machines()
                    .write(new MachineWriter.Request(
                            settings.target(), settings.stem(), context.outputs(), report, context.machine(), beside));
        }
        List<Journal.Move> moves = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> written = Files.newDirectoryStream(beside)) {
            for (Path file : written) {
                Path place = settings.sibling(String.valueOf(file.getFileName()));
                moves.add(new Journal.Move(file, place));
                files.add(place);
            }
        }
        Path written = beside.resolve(String.valueOf(settings.recordPlace().getFileName()));
        DurableFile.write(written, record.json(context, journal.hooks(), files));
        moves.add(new Journal.Move(written, settings.recordPlace()));
        for (OutputDisk output : context.outputs().reversed()) {
            for (String name : output.files().reversed()) {
                moves.add(new Journal.Move(workshop.resolve(name), settings.sibling(name)));
            }
        }
        return moves;
    }

    /** @throws FileAlreadyExistsException if something is at a place that must not be replaced */
    static void checkFree(List<Path> places, boolean replace) throws IOException {
        for (Path place : places) {
            if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (!Files.isRegularFile(place)) {
                throw new FileSystemException(
                        place.toString(), null, "is no regular file; images are written to files only");
            }
            if (!replace) {
                throw new FileAlreadyExistsException(place.toString(), null, "--force replaces it");
            }
        }
    }

    /**
     * As {@link #checkFree}, for what was free when the migration was begun.
     *
     * @throws FileAlreadyExistsException as that does
     */
    static void checkStillFree(List<Path> places, boolean replace) throws IOException {
        try {
            checkFree(places, replace);
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(
                    e.getFile(), null, "it came after this migration was begun; move it away, and --resume goes on");
        }
    }

    /** Moves everything to its place, or nothing. */
    void move(List<Journal.Move> moves) throws IOException {
        checkStillFree(moves.stream().map(Journal.Move::to).toList(), settings.replace());
        journal.moving(moves);
        List<Journal.Move> moved = new ArrayList<>();
        try {
            for (Journal.Move move : moves) {
                keepOld(move, moved.size());
                move(move);
                moved.add(move);
            }
        } catch (IOException e) {
            takeBack(moves, moved.size(), e);
            throw e;
        }
        DurableFile.forceDirectory(settings.sibling(""));
    }

    /** Goes on where an earlier run was killed. */
    void goOn() throws IOException {
        for (Journal.Move move : journal.moves()) {
            if (!Files.exists(move.from())) {
                if (!Files.exists(move.to())) {
                    throw new FileSystemException(
                            move.to().toString(), null, "is gone, and was there when the earlier run was killed");
                }
                continue;
            }
            if (Files.exists(move.to()) && Files.isSameFile(move.from(), move.to())) {
                Files.delete(move.from()); // killed between two names for it and one
                continue;
            }
            checkStillFree(List.of(move.to()), settings.replace());
            move(move);
        }
        DurableFile.forceDirectory(settings.sibling(""));
    }

    private Path replaced(int index) {
        return settings.outputWorkshop().resolve(REPLACED + index);
    }

    /** A second name for what will be replaced, where the file system has such. */
    private void keepOld(Journal.Move move, int index) throws IOException {
        Files.deleteIfExists(replaced(index));
        if (settings.replace() && Files.isRegularFile(move.to(), LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createLink(replaced(index), move.to());
            } catch (FileSystemException | UnsupportedOperationException e) {
                // without: what is replaced before another file fails stays replaced
            }
        }
    }

    private void move(Journal.Move move) throws IOException {
        if (settings.replace()) {
            Files.move(move.from(), move.to(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        try {
            Files.createLink(move.to(), move.from()); // fails if something is there, as no atomic move does
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.move(move.from(), move.to()); // a file system without hard links
            return;
        }
        Files.delete(move.from());
    }

    /** @param done how many of the moves were made; the next one failed, and may have given the file a second name */
    private void takeBack(List<Journal.Move> moves, int done, IOException failure) {
        try {
            Journal.Move failed = moves.get(done);
            if (Files.exists(failed.from())
                    && Files.exists(failed.to())
                    && Files.isSameFile(failed.from(), failed.to())) {
                Files.delete(failed.to());
            }
            for (int i = done - 1; i >= 0; i--) {
                Journal.Move move = moves.get(i);
                Files.move(move.to(), move.from(), StandardCopyOption.ATOMIC_MOVE);
                if (Files.exists(replaced(i))) {
                    Files.move(replaced(i), move.to(), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            journal.moving(List.of());
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
