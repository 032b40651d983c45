package io.guestkit.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.UnsupportedFeatureException;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A system without libguestfs, which any system becomes when told to load a library that is not there. */
class AbsenceTest {

    @Test
    void aMissingLibraryIsASentenceThatSaysWhatToInstall() {
        assertThatThrownBy(() -> Libguestfs.find("libguestfs-of-nowhere.so.0"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("there is no libguestfs-of-nowhere.so.0: install libguestfs");
    }

    @Test
    void aLibraryThatIsAnotherIsRefusedByTheFunctionThatItLacks() {
        assertThatThrownBy(() -> Libguestfs.find("libc.so.6"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("no guestfs_create_flags");
    }

    /** In a process of its own, as the answer is for good. */
    @Test
    void aProcessWithoutTheLibraryIsToldSo() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-D" + Libguestfs.FILE_PROPERTY + "=/nowhere/libguestfs.so.0",
                        "-cp",
                        String.join(File.pathSeparator, System.getProperty("java.class.path")),
                        Question.class.getName())
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes());
        assertThat(answer).isEqualTo("false, there is no /nowhere/libguestfs.so.0, refused");
        assertThat(process.waitFor()).isZero();
    }

    static final class Question {

        private Question() {}

        public static void main(String[] arguments) throws Exception {
            String absence = Libguestfs.absence().orElseThrow();
            System.out.print(Libguestfs.isAvailable() + ", " + absence.substring(0, absence.indexOf(':')) + ", ");
            try {
                Guestfs.create().close();
            } catch (UnsupportedFeatureException e) {
                System.out.print(absence.equals(e.getMessage()) ? "refused" : e.getMessage());
            }
        }
    }
}
