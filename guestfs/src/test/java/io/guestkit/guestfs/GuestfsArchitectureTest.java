package io.guestkit.guestfs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;

class GuestfsArchitectureTest {

    private static final JavaClasses GUESTFS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.guestkit.guestfs");

    /** Of core only what everything here speaks: its exceptions, and how names are strings. */
    @Test
    void bindingsKnowOnlyTheJdkAndTheCommonTerms() {
        classes()
                .that()
                .resideInAPackage("io.guestkit.guestfs..")
                .and()
                .resideOutsideOfPackages("io.guestkit.guestfs.generator..", "io.guestkit.guestfs.disks..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.jspecify..", "io.guestkit.guestfs..", "io.guestkit.io..", "io.guestkit.fs")
                .check(GUESTFS);
    }

    @Test
    void nothingIsPrinted() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(GUESTFS);
    }
}
