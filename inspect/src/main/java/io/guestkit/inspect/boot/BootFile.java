package io.guestkit.inspect.boot;

import io.guestkit.inspect.rule.GuestFiles;

/**
 * A file that a boot loader means.
 *
 * @param files where it is
 * @param path in there, without a leading slash
 * @param shown for reports: its path in the guest, or {@code device:/path}
 */
record BootFile(GuestFiles files, String path, String shown) {}
