package io.guestkit.image;

import java.util.List;

/**
 * What came of comparing an appliance's files with the digests in its manifest.
 *
 * @param entries one for each line of the manifest, in its order
 * @param unlistedDisks disks that the manifest says nothing about
 */
public record ManifestCheck(List<Entry> entries, List<String> unlistedDisks) {

    public ManifestCheck {
        entries = List.copyOf(entries);
        unlistedDisks = List.copyOf(unlistedDisks);
    }

    /** Whether every file is as the manifest says; disks that it does not list are no contradiction. */
    public boolean isClean() {
        for (Entry entry : entries) {
            if (entry.outcome() != Outcome.MATCHES) {
                return false;
            }
        }
        return true;
    }

    /**
     * One file.
     *
     * @param algorithm SHA1, SHA256 or SHA512
     */
    public record Entry(String file, String algorithm, Outcome outcome) {}

    /** How a file stands to its digest. */
    public enum Outcome {
        MATCHES,
        DIFFERS,
        MISSING
    }
}
