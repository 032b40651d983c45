package io.guestkit.migrate.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.migrate.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanDocumentTest {

    private static final String DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** One of each kind. */
    private static final List<Operation> OPERATIONS = List.of(
            new Operation.EditFile(
                    "/etc/a",
                    "iso-8859-1",
                    DIGEST,
                    DIGEST,
                    "--- a/etc/a\n+++ b/etc/a\n@@ -1 +1 @@\n-\u00e9\n+: b # c\n"),
            new Operation.EditFile(
                    "/etc/crlf",
                    "utf-8",
                    DIGEST,
                    DIGEST,
                    "--- a/etc/crlf\n+++ b/etc/crlf\n@@ -1,3 +1,3 @@\n a\r\n-b\r\n+\u0085\u2028\rc\r\n \r\n\n"),
            new Operation.WriteFile("/etc/lines", "a\r\n\rb\n", 0644, Optional.empty()),
            new Operation.WriteFile("/etc/b", "yes\n- no\n\ttab: 'x'\n", 04755, Optional.of(DIGEST)),
            new Operation.WriteFile("/etc/empty", "", 0644, Optional.empty()),
            new Operation.CopyIn("/tmp/x y", "/c", DIGEST, 0600, Optional.empty()),
            new Operation.CopyFile(Optional.empty(), "/a", "/b", DIGEST),
            new Operation.CopyFile(Optional.of("/dev/sda1"), "/a", "/b", DIGEST),
            new Operation.MakeDirectory("/d", 01777),
            new Operation.MakeSymlink("/l", "../1234", Optional.of("0x10")),
            new Operation.Delete("/e"),
            new Operation.Move("/f1", "/f2", "directory", "23"),
            new Operation.Truncate("/f3"),
            new Operation.SetPermissions("/f", OptionalInt.of(0), OptionalInt.of(0), OptionalInt.empty()),
            new Operation.SetPermissions("/f", OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(2)),
            new Operation.AddDrivers("/i", "6.1", List.of("a", "null"), List.of(), true),
            new Operation.SetRegistryValue("/h", "K\\L", "", 3, "00ff", "bytes"),
            new Operation.DeleteRegistryKey(Optional.empty(), "/h", "K"),
            new Operation.DeleteRegistryKey(Optional.of("/dev/sda1"), "/EFI/h", "K"),
            new Operation.RunCommand(
                    List.of("a", "~", "b c"),
                    List.of("/w"),
                    List.of(
                            Proof.present("/p"),
                            Proof.absent("/p"),
                            Proof.contains("/p", "1.10"),
                            Proof.lacks("/p", "x"),
                            Proof.packageAbsent("p"),
                            Proof.packagePresent("q"))));

    private static FixPlan plan() {
        List<FixStep> steps = new ArrayList<>();
        for (int i = 0; i < OPERATIONS.size(); i++) {
            List<String> before = i == 0 ? List.of() : List.of("s-" + (i - 1));
            steps.add(new FixStep("s-" + i, "rule", "why: so", List.of("e:1"), before, OPERATIONS.get(i)));
        }
        return new FixPlan(
                Target.KVM,
                List.of(new FixPlan.Image("/x/y.vmdk", "vmdk", 1L << 40)),
                "/dev/vg/root",
                "Debian, host",
                List.of(new FixPlan.Locked("/dev/sda3", "u-u", "luks-u")),
                List.of(new FixPlan.Mount("/dev/vg/root", "/")),
                steps,
                List.of(new FixPlan.Note("rule", "text")));
    }

    @Test
    void everyKindOfStepComesBack() throws IOException {
        assertThat(PlanDocument.read(PlanDocument.write(plan()))).isEqualTo(plan());
    }

    @Test
    void everyKindOfOperationIsThere() {
        assertThat(OPERATIONS.stream().map(Object::getClass).distinct())
                .hasSameElementsAs(List.of(Operation.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema: guestkit.fix/1 | schema: guestkit.fix/9 | schema is guestkit.fix/9",
                "target: kvm | target: vmware | unknown target vmware",
                "id: s-1 | id: s-0 | there are two steps s-0",
                "kind: delete | kind: destroy | unknown kind of step: destroy",
                "path: /e | path: e | expected an absolute path",
                "path: /e | paht: /e | path is missing",
                "charset: iso-8859-1 | charset: utf-7 | charset is utf-7",
                "kind: package_absent | kind: package_new | cannot be",
                "root: /dev/vg/root | root: [a] | root",
                "virtual_size: 1099511627776 | virtual_size: much | virtual_size",
                "virtual_size: 1099511627776 | virtual_size: 18446744074809163392 | expected a number",
            })
    void otherDocumentsAreRefused(String text, String instead, String said) {
        String document = PlanDocument.write(plan());
        assertThat(document).contains(text);
        assertThatThrownBy(() -> PlanDocument.read(document.replaceFirst(text, instead)))
                .isInstanceOf(FixException.class)
                .hasMessageContaining(said);
    }

    @Test
    void whatIsNoPlanIsRefused() {
        for (String text : List.of("", "[]", "a: [", "a: &x [*x]", "\u0000", "schema: guestkit.fix/1")) {
            assertThatThrownBy(() -> PlanDocument.read(text)).as(text).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNestedTooDeepAndWhatIsNoYamlIsTold() {
        assertThatThrownBy(() -> PlanDocument.read("- ".repeat(5000)))
                .isInstanceOf(FixException.class)
                .hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> PlanDocument.read("a: b\n\tc: d\n"))
                .isInstanceOf(FixException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void stepsStandBehindWhatTheyNeed() {
        String document = PlanDocument.write(plan());
        assertThatThrownBy(() -> PlanDocument.read(document.replace("- s-3", "- s-12")))
                .isInstanceOf(FixException.class)
                .hasMessageContaining("step s-4 depends on s-12, which does not stand before it");
    }
}
