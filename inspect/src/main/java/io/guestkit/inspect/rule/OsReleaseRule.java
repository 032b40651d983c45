package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.OsRelease;
import io.guestkit.inspect.parse.Version;
import java.io.IOException;

/** Name, version and variant from os-release. */
final class OsReleaseRule implements Rule {

    private static final String[] PLACES = {"etc/os-release", "usr/lib/os-release"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String path : PLACES) {
            String text = files.text(path);
            if (text != null && !text.isBlank()) {
                tell(OsRelease.parse(text), "/" + path, findings);
                return;
            }
        }
    }

    private static void tell(OsRelease release, String source, Findings findings) {
        String id = release.id().orElse(null);
        findings.tell(Fact.DISTRO, id == null ? null : Distribution.ofId(id), source);
        findings.tell(Fact.OS_NAME, release.prettyName(), source);
        findings.tell(Fact.PRODUCT_VARIANT, release.variantId(), source);
        findings.tell(Fact.BUILD_ID, release.buildId(), source);
        findings.resembles(release.idLike());
        String versionId = release.versionId().orElse(null);
        if (versionId != null) {
            findings.tell(Fact.OS_VERSION, versionId, source);
            findings.correctVersion(Version.of(versionId), versionId, source);
        }
    }
}
