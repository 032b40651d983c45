package io.guestkit.cli;

import java.util.List;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** Every option that some command takes, each with one meaning wherever it is taken. */
enum Flag {
    OUTPUT(null, "output", "FORMAT", false, "how to print: text (the default), json or yaml", "text", "json", "yaml"),
    QUIET("q", "quiet", null, false, "print no warnings, notes and progress, only errors and results"),
    DEBUG(null, "debug", null, false, "print the stack trace of a failure"),
    HELP("h", "help", null, false, "show this help"),

    IMAGE(null, "image", "IMAGE", false, "the image, instead of the operand"),
    ADD(null, "add", "IMAGE2", true, "a further disk of the same guest"),
    FORMAT(null, "format", "FMT", false, "format of the images, where detection is not to decide"),
    SOURCE_FORMAT(null, "source-format", "FMT", false, "the same as --format"),
    SNAPSHOT(null, "snapshot", "NAME", false, "read the internal snapshot of that name or id"),
    DISK(null, "disk", "NAME", false, "which disk of an appliance (.ova, .ovf): its name, or its number from 1 on"),
    ALLOW_PATH(null, "allow-path", "DIR", true, "let backing and data files lie in DIR too"),
    KEY_FILE(
            null,
            "key-file",
            "DEV=FILE",
            true,
            "key of the encrypted volume DEV, of the one with that UUID, or of all=FILE; - is standard input"),
    LUKS_HEADER(
            null,
            "luks-header",
            "DEV=FILE",
            true,
            "header of the LUKS volume DEV, or of the partition or LV with that UUID, that has none itself"),
    READER(
            null,
            "engine",
            "ENGINE",
            false,
            "what reads the disks: auto (the default), native or libguestfs",
            "auto",
            "native",
            "libguestfs"),
    DEVICE(
            null,
            "device",
            "DEV",
            false,
            "the file system on DEV, such as /dev/sda1, guest or not, instead of what a guest mounts"),

    SOURCE(null, "source", "SOURCE", false, "the image to convert, instead of the operand"),
    TARGET(
            null,
            "output",
            "OUTPUT|FORMAT",
            true,
            "the new image, instead of the operand; or how to print the result: text, json or yaml"),
    TARGET_FORMAT("f", "format", "FMT", false, "format of the new image; by default its name says it"),
    OPTION("o", "option", "NAME=VALUE", true, "an option of the new image's format, by qemu-img's name"),
    COMPRESS("c", "compress", null, false, "compress by the format's usual method"),
    COMPRESSION(null, "compression", "METHOD", false, "compress by zlib or zstd", "zlib", "zstd"),
    FLATTEN(null, "flatten", null, false, "put the content of backing files into the output (the default)"),
    NO_FLATTEN(null, "no-flatten", null, false, "let the output lie upon the backing file of the source"),
    VERIFY(null, "verify", null, false, "read the output again and compare what a guest sees"),
    REPLACE(null, "force", null, false, "replace a file that exists"),
    ENGINE(null, "engine", "ENGINE", false, "auto (the default), native or qemu-img", "auto", "native", "qemu-img"),
    THREADS(null, "threads", "N", false, "how many threads copy; by default as many as there are cores"),
    BACKING("b", "backing", "IMAGE", false, "let the new image lie upon IMAGE, a name relative to the new one"),
    BACKING_FORMAT(
            "F", "backing-format", "FMT", false, "format of the backing image, where detection is not to decide"),
    SECOND_FORMAT(null, "second-format", "FMT", false, "format of the second image"),
    SECOND_DISK(null, "second-disk", "NAME", false, "which disk, if the second image is an appliance"),
    STRICT(null, "strict", null, false, "different sizes are a difference, too"),

    STATS(null, "stats", null, false, "say in the end how much of the images was read, and how long it took"),
    SBOM(
            null,
            "output",
            "FORMAT",
            false,
            "text (the default), json, yaml, cyclonedx (1.6, JSON) or spdx (2.3, JSON)",
            "text",
            "json",
            "yaml",
            "cyclonedx",
            "spdx"),
    PACKAGES(
            null,
            "packages",
            "SET",
            false,
            "system (the default), or all: those of Python, npm, Ruby, Java, Go, Rust, .NET and PHP too",
            "system",
            "all"),
    TIMESTAMP(null, "timestamp", "TIME", false, "time of a bill of materials, such as 2026-01-01T00:00:00Z"),

    EXPLAIN(null, "explain", null, false, "for each fact, too, the file and the line that it came from"),
    BOOT_CHECK(null, "boot-check", null, false, "go through how the guest starts; exit code 6 if a link is broken"),
    BACKING_CHAIN(null, "backing-chain", null, false, "show the images below it too"),
    LONG("l", "long", null, false, "with mode, links, owner, group, size and time (UTC)"),
    HASH(null, "hash", null, false, "with the SHA-256 of every regular file"),
    PRINT0("0", "print0", null, false, "end each path with NUL, exactly as it is stored"),
    LEVEL("L", "level", "N", false, "go no more than N directories deep"),
    DIRECTORIES("d", "directories", null, false, "show directories only"),
    ALL("a", "all", null, false, "every file system on the disks, mounted by the guest or not"),
    INODES("i", "inodes", null, false, "files instead of bytes: how many there could be and are"),
    RECURSIVE("r", "recursive", null, false, "copy directories with all that is in them"),
    ARCHIVE("a", "archive", null, false, "as -r, and keep owners, all mode bits and user attributes (needs root)"),
    SUBTREE("r", "recursive", null, false, "all keys below KEY too"),
    VALUE(null, "value", "NAME", false, "only the value of that name; an empty one is the default value"),
    HIVE(null, "hive", "PATH", false, "KEY is in the hive file PATH of the guest"),
    FORCE("f", "force", null, false, "replace a file that exists"),
    ALGORITHM(
            null,
            "algorithm",
            "NAME",
            false,
            "sha256 (the default), sha512, sha1 or md5",
            "sha256",
            "sha512",
            "sha1",
            "md5");

    /** What every command takes. */
    static final List<Flag> GLOBAL = List.of(QUIET, DEBUG, HELP);

    private final @Nullable String letter;
    private final String word;
    private final @Nullable String argument;
    private final boolean repeatable;
    private final String meaning;
    private final List<String> choices;

    Flag(
            @Nullable String letter,
            String word,
            @Nullable String argument,
            boolean repeatable,
            String meaning,
            String... choices) {
        this.letter = letter;
        this.word = word;
        this.argument = argument;
        this.repeatable = repeatable;
        this.meaning = meaning;
        this.choices = List.of(choices);
    }

    /** Without the dashes. */
    String word() {
        return word;
    }

    /** The one-letter spelling without its dash, or null. */
    @Nullable
    String letter() {
        return letter;
    }

    /** What its argument is called in help, or null if it takes none. */
    @Nullable
    String argument() {
        return argument;
    }

    boolean repeatable() {
        return repeatable;
    }

    String meaning() {
        return meaning;
    }

    /** The arguments that it takes; empty if that is open. */
    List<String> choices() {
        return choices;
    }

    /** As it is written in messages: {@code --device}. */
    @Override
    public String toString() {
        return "--" + word;
    }

    Option toOption() {
        Option option = new Option(letter, word, argument != null, meaning);
        if (argument != null) {
            option.setArgName(argument);
        }
        return option;
    }
}
