package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OsReleaseTest {

    @Test
    void nameAndVersionStandInForAMissingPrettyName() {
        assertThat(OsRelease.parse("NAME=Fancy\nVERSION=\"1 (One)\"").prettyName())
                .contains("Fancy 1 (One)");
        assertThat(OsRelease.parse("NAME=Fancy").prettyName()).contains("Fancy");
        assertThat(OsRelease.parse("VERSION=1").prettyName()).isEmpty();
    }

    @Test
    void idLikeIsAListInItsOrder() {
        assertThat(OsRelease.parse("ID_LIKE=\"rhel  centos fedora \"").idLike())
                .containsExactly("rhel", "centos", "fedora");
        assertThat(OsRelease.parse("ID=x").idLike()).isEmpty();
    }

    @Test
    void emptyValuesAreAbsent() {
        OsRelease release = OsRelease.parse("ID=\nVERSION_ID=\"  \"\nBUILD_ID=''");
        assertThat(release.id()).isEmpty();
        assertThat(release.versionId()).isEmpty();
        assertThat(release.buildId()).isEmpty();
        assertThat(release.variantId()).isEmpty();
    }
}
