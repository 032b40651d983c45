package io.guestkit.migrate.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTest {

    private static final List<String> SEEN = List.of("seen");

    @TempDir
    Path root;

    private interface Planning {
        void plan(Draft draft) throws IOException;
    }

    private Draft plan(Planning planning) throws IOException {
        return new TreeGuest(root, false).plan(FixOptions.DEFAULT, new FixRule() {
            @Override
            public String name() {
                return "r";
            }

            @Override
            public void plan(Draft draft) throws IOException {
                planning.plan(draft);
            }
        });
    }

    @Test
    void aSecondEditStartsFromWhatTheFirstLeaves() throws IOException {
        Files.createDirectories(root.resolve("usr/etc"));
        Files.writeString(root.resolve("usr/etc/a"), "one\n");
        Files.createSymbolicLink(root.resolve("etc"), Path.of("usr/etc"));
        Draft draft = plan(each -> {
            each.edit("/etc/a", "two\n", "", SEEN);
            assertThat(each.text("/usr/etc/a")).isEqualTo("two\n");
            each.edit("/usr/etc/a", "three\n", "", SEEN);
            assertThat(each.edit("/etc/a", "three\n", "", SEEN)).isFalse();
        });

        assertThat(draft.steps()).hasSize(2);
        var first = (Operation.EditFile) draft.steps().get(0).operation();
        var second = (Operation.EditFile) draft.steps().get(1).operation();
        assertThat(first.path()).isEqualTo("/usr/etc/a").isEqualTo(second.path());
        assertThat(second.before()).isEqualTo(first.after());
        assertThat(draft.steps().get(1).dependsOn()).containsExactly("r-1");
    }

    @Test
    void whatIsDeletedIsNotThereAnyMore() throws IOException {
        Files.writeString(root.resolve("a"), "one\n");
        Draft draft = plan(each -> {
            assertThat(each.delete("/a", "", SEEN)).isTrue();
            assertThat(each.delete("/a", "", SEEN)).isFalse();
            assertThat(each.text("/a")).isNull();
            assertThat(each.exists("/a")).isFalse();
            each.write("/a", "two\n", 0600, "", SEEN);
            assertThat(each.text("/a")).isEqualTo("two\n");
        });

        assertThat(TreeGuest.words(draft)).isEqualTo("delete /a\nwrite /a 0600\ntwo\n");
        assertThat(draft.steps().get(1).dependsOn()).containsExactly("r-1");
    }

    @Test
    void aNewFileNeedsItsDirectoryOnce() throws IOException {
        Draft draft = plan(each -> {
            each.write("/etc/x/a", "1\n", 0644, "", SEEN);
            each.write("/etc/x/b", "2\n", 0644, "", SEEN);
        });

        assertThat(TreeGuest.words(draft))
                .isEqualTo("directory /etc/x\nwrite /etc/x/a 0644\n1\nwrite /etc/x/b 0644\n2\n");
        assertThat(draft.steps().get(2).dependsOn()).containsExactly("r-1");
    }

    @Test
    void bytesThatAreNotUtf8Stay() throws IOException {
        Files.write(root.resolve("a"), new byte[] {(byte) 0xe9, '\n', 'b', '\n'});
        Draft draft = plan(each -> each.edit("/a", each.text("/a").replace("b", "c"), "", SEEN));

        var edit = (Operation.EditFile) draft.steps().getFirst().operation();
        assertThat(edit.charset()).isEqualTo("iso-8859-1");
        assertThat(edit.after()).isEqualTo(TextFile.sha256(new byte[] {(byte) 0xe9, '\n', 'c', '\n'}));
    }

    @Test
    void filesThatAreTooLargeAreRefused() throws IOException {
        Files.write(root.resolve("a"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> plan(each -> each.text("/a")))
                .hasMessageContaining("1048577 bytes, expected at most 1048576");
    }

    @Test
    void rulesThatAreNotKnownAreRefused() {
        FixOptions options = FixOptions.DEFAULT.withRules(List.of("x"), List.of());

        assertThatThrownBy(() -> new TreeGuest(root, false).plan(options)).hasMessageContaining("no rule is called x");
    }
}
