package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * A public key of SSH, by its fingerprint only.
 *
 * @param type such as {@code ssh-ed25519}
 * @param fingerprint as {@code ssh-keygen -l} has it: {@code SHA256:} and base64 without padding
 * @param comment what stands behind the key
 * @param options what stands before the key in a list of authorised ones
 * @param source file and line
 */
public record SshKey(
        String type, String fingerprint, Optional<String> comment, Optional<String> options, String source) {}
