package io.guestkit.cli;

/** The value of {@code --output}. */
enum OutputFormat {
    TEXT,
    JSON,
    YAML
}
