package io.guestkit.migrate.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskFormat;
import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.migrate.pipeline.fetch.Fetcher;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run leaves that did not come to its end, and what the next one does with it. */
class UnfinishedWorkTest {

    @TempDir
    Path folder;

    private Path source;
    private Path output;
    private Path work;

    @BeforeEach
    void makeSource() throws IOException {
        source = Samples.disk(folder.resolve("source.raw"), 1);
        output = folder.resolve("vm.qcow2");
        work = folder.resolve(".vm.qcow2.guestkit-work");
    }

    private Pipeline.Builder unfixed() {
        return Pipeline.builder(output)
                .source(source.toString())
                .stage(Stage.FIX, StageSettings.DEFAULT.withEnabled(false));
    }

    private static Pipeline.Builder failing(Pipeline.Builder pipeline) {
        return pipeline.hook(Stage.VALIDATE, Hook.When.BEFORE, "h", OnFailure.STOP, call -> {
            throw new IOException("no");
        });
    }

    @Test
    void aResumedRunThatFailsThrowsNothingAway() throws Exception {
        unfixed().until(Stage.CONVERT).build().run();
        byte[] bytes = Files.readAllBytes(source);
        bytes[5000] ^= 1;
        Files.write(source, bytes);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> unfixed().resume(true).build().run()).isInstanceOf(SourceChangedException.class);
        }
        Cancellation cancelled = new Cancellation();
        cancelled.request();
        assertThatThrownBy(() ->
                        unfixed().resume(true).cancellation(cancelled).build().run())
                .isInstanceOf(InterruptedIOException.class);
        assertThat(work.resolve("convert").resolve("vm.qcow2")).exists();
        bytes[5000] ^= 1;
        Files.write(source, bytes);
        assertThat(unfixed().resume(true).build().run().stages().get(Stage.CONVERT.ordinal()))
                .matches(StageResult::earlier);
        assertThat(Samples.names(folder)).containsExactly("source.raw", "vm.migration.json", "vm.qcow2");
    }

    @Test
    void whatWasToBeReplacedIsReplacedByTheRunThatGoesOn() throws Exception {
        Files.writeString(output, "old");
        assertThatThrownBy(() -> failing(unfixed().replace(true)).build().run())
                .isInstanceOf(HookFailedException.class);
        assertThat(output).hasContent("old");
        unfixed().resume(true).build().run();
        assertThat(Samples.hash(output)).isEqualTo(Samples.hash(source));
    }

    @Test
    void whatWasToBeReplacedIsReplacedAfterAKillInBetween() throws Exception {
        Files.writeString(output, "old");
        Pipeline stopped = unfixed().replace(true).until(Stage.VALIDATE).build();
        stopped.run();
        Journal journal = Journal.load(work, stopped.settings().identity());
        journal.moving(List.of(new Journal.Move(work.resolve("convert").resolve("vm.qcow2"), output)));
        unfixed().resume(true).build().run();
        assertThat(Samples.hash(output)).isEqualTo(Samples.hash(source));
    }

    @Test
    void whatCameMeanwhileIsNotReplaced() throws Exception {
        unfixed().until(Stage.CONVERT).build().run();
        Files.writeString(output, "mine");
        assertThatThrownBy(() -> unfixed().resume(true).build().run())
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("move it away");
        assertThat(output).hasContent("mine");
        Files.delete(output);
        unfixed().resume(true).build().run();
        assertThat(Samples.hash(output)).isEqualTo(Samples.hash(source));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"done\"|\"doen\"",
                "\"started\": \"|\"started\": \"x",
                "\"stage\": \"fetch\"|\"stage\": \"fetsch\"",
                "\"made\"|\"maed\"",
                "\"path\": \"|\"path\": \"\\u0000",
                "\"virtual_size\": |\"virtual_size\": [], \"x\": ",
            })
    void aDamagedJournalIsCorrupt(String there, String damaged) throws Exception {
        unfixed().until(Stage.CONVERT).build().run();
        Path journal = work.resolve(Journal.NAME);
        String text = Files.readString(journal);
        assertThat(text).contains(there);
        Files.writeString(journal, text.replace(there, damaged));
        assertThatThrownBy(() -> unfixed().resume(true).build().run())
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("journal");
        assertThat(journal).exists();
        unfixed().replace(true).build().run();
        assertThat(work).doesNotExist();
    }

    @Test
    void runsWithOtherWorkDirectoriesMeetBesideTheOutput() throws Exception {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        unfixed()
                .workDirectory(one)
                .hook(
                        Stage.CONVERT,
                        Hook.When.AFTER,
                        "other",
                        OnFailure.STOP,
                        call -> assertThatThrownBy(() ->
                                        unfixed().workDirectory(two).build().run())
                                .isInstanceOf(FileSystemException.class)
                                .hasMessageContaining("another run is at work"))
                .build()
                .run();
        assertThat(Samples.names(folder)).containsExactly("source.raw", "vm.migration.json", "vm.qcow2");
    }

    @Test
    void anEmptyDirectoryBecomesItsOwnersAlone() throws Exception {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwxr-xr-x"));
        unfixed().workDirectory(mine).until(Stage.INSPECT).build().run();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mine)))
                .isEqualTo("rwx------");
    }

    @Test
    void whatIsInTheWayOfAnyFileIsSaidBeforeItIsMade() throws Exception {
        MachineWriter domains = new MachineWriter() {
            @Override
            public void write(Request request) throws IOException {
                Files.writeString(request.directory().resolve(request.name() + ".xml"), "<domain/>");
            }

            @Override
            public List<String> names(String name) {
                return List.of(name + ".xml");
            }
        };
        Path domain = Files.writeString(folder.resolve("vm.xml"), "mine");
        assertThatThrownBy(() -> unfixed().machines(domains).build().run())
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("vm.xml");
        assertThat(work).doesNotExist();
        output = domain;
        assertThatThrownBy(() -> unfixed()
                        .format(DiskFormat.RAW)
                        .replace(true)
                        .machines(domains)
                        .build()
                        .run())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("called vm.xml, too");
        assertThat(domain).hasContent("mine");

        output = folder.resolve("vm.qcow2");
        Files.writeString(folder.resolve("vm-2.qcow2"), "mine");
        assertThatThrownBy(() -> unfixed()
                        .source(Samples.disk(folder.resolve("data.raw"), 2).toString())
                        .build()
                        .run())
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("vm-2.qcow2");
        assertThat(work).doesNotExist();
    }

    /** A server that sends a part of the file, and does not know. */
    private final class Forgetful implements Fetcher {
        private int calls;

        @Override
        public boolean handles(String scheme) {
            return scheme.equals("test");
        }

        @Override
        public Fetched fetch(Request request) throws IOException {
            Path file = request.directory().resolve("image.qcow2");
            if (!Files.exists(file)) {
                byte[] all = Files.readAllBytes(output);
                int length = calls++ == 0 ? 3 << 16 : all.length;
                Files.write(file, java.util.Arrays.copyOf(all, length));
            }
            return new Fetched(file, false, Files.size(file), Optional.empty());
        }
    }

    @Test
    void whatCameDamagedIsFetchedAgain() throws Exception {
        unfixed().build().run();
        Path copy = folder.resolve("copy.qcow2");
        Fetcher server = new Forgetful();
        Pipeline.Builder download = Pipeline.builder(copy)
                .source("test://server/image.qcow2")
                .stage(Stage.FIX, StageSettings.DEFAULT.withEnabled(false))
                .fetcher(server);
        assertThatThrownBy(() -> download.build().run()).isInstanceOf(CorruptDataException.class);
        download.resume(true).build().run();
        assertThat(Samples.hash(copy)).isEqualTo(Samples.hash(source));
    }
}
