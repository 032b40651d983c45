package io.guestkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. A new format needs no new rule. */
class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.guestkit");

    private static final String[] START_UP = {
        "io.guestkit.io..", "io.guestkit.image..", "io.guestkit.volume..", "io.guestkit.fs.."
    };

    /** How arrays spread their bytes: a matter of arithmetic, not a format. */
    private static final String SHARED = "io.guestkit.volume.raid";

    @Test
    void theRulesSeeTheCode() {
        assertThat(CORE.contain("io.guestkit.io.BlockSource")).isTrue();
    }

    @Test
    void bytesKnowNothingAboveThem() {
        classes()
                .that()
                .resideInAPackage("io.guestkit.io..")
                .should()
                .onlyDependOnClassesThat(strangersOr("io.guestkit.io.."))
                .check(CORE);
    }

    @Test
    void codecsKnowOnlyBytes() {
        classes()
                .that()
                .resideInAPackage("io.guestkit.codec..")
                .should()
                .onlyDependOnClassesThat(strangersOr("io.guestkit.codec..", "io.guestkit.io.."))
                .check(CORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "volume", "fs", "registry"})
    void layersKnowOnlyBytesAndCodecs(String layer) {
        String own = "io.guestkit." + layer + "..";
        classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(strangersOr(own, "io.guestkit.codec..", "io.guestkit.io.."))
                .allowEmptyShould(true)
                .check(CORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "volume", "fs"})
    void formatsDoNotKnowEachOther(String layer) {
        slices().matching("io.guestkit." + layer + ".(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAPackage(SHARED))
                .allowEmptyShould(true)
                .check(CORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "volume", "fs"})
    void onlyTheFrontDoorKnowsFormats(String layer) {
        String formats = "io.guestkit." + layer + ".*..";
        noClasses()
                .that()
                .resideOutsideOfPackages("io.guestkit", formats)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(formats)
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void noCycles() {
        slices().matching("io.guestkit.(**)").should().beFreeOfCycles().check(CORE);
    }

    /** Both cost too much at the first use, and the second has no future. What binds a library is loaded when it is needed. */
    @Test
    void noForeignMemoryAndNoUnsafe() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.guestkit.io.posix..")
                .and()
                .haveNameNotMatching("io\\.guestkit\\.codec\\.LibDeflate.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.foreign..", "sun.misc..", "jdk.internal..")
                .check(CORE);
    }

    @Test
    void noRegularExpressionsWhereStartingIsSlow() {
        noClasses()
                .that()
                .resideInAnyPackage(START_UP)
                .and()
                .doNotHaveFullyQualifiedName("io.guestkit.fs.PathPattern") // asked for by name, never on the way
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex..")
                .orShould()
                .callMethod(String.class, "matches", String.class)
                .orShould()
                .callMethod(String.class, "replaceAll", String.class, String.class)
                .orShould()
                .callMethod(String.class, "replaceFirst", String.class, String.class)
                .check(CORE);
    }

    @Test
    void nothingIsPrinted() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CORE);
    }

    /** Classes that are not ours, or are in one of these packages. */
    private static DescribedPredicate<JavaClass> strangersOr(String... packages) {
        return JavaClass.Predicates.resideOutsideOfPackage("io.guestkit..")
                .or(JavaClass.Predicates.resideInAnyPackage(packages));
    }
}
