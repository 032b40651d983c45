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
    SOURCE_FORMAT(null, "source-format", "FMT", false, "format of what is read, where detection is not to decide"),
    SNAPSHOT(null, "snapshot", "NAME", false, "read the internal snapshot of that name or id"),
    DISK(
            null,
            "disk",
            "NAME",
            false,
            "which disk of an appliance or a machine (.ova, .ovf, .vmx, .vbox, .xml): its name, or its number from 1 on"),
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

    TO(null, "to", "OUTPUT", false, "the new image; further disks get -2, -3 … before the extension"),
    EVENTS(
            null,
            "output",
            "FORMAT",
            false,
            "text (the default), or json: an event a line, the result last",
            "text",
            "json"),
    PIPELINE(null, "file", "FILE.yaml", false, "all of a migration in a file, instead of operands and options"),
    HOOKS(null, "hooks", "FILE.yaml", false, "what is to run before and after stages, and what if that fails"),
    NO_FIX(null, "no-fix", null, false, "leave the guest as it is"),
    ALLOW_SKIPPED(
            null, "allow-skipped", null, false, "go on although fixes were skipped, as those that need one left out"),
    ON_FAILURE(null, "on-failure", "STAGE=WHAT", true, "stop (the default), skip or retry when that stage fails"),
    UNTIL(
            null,
            "until",
            "STAGE",
            false,
            "stop after that stage; --resume goes on",
            "fetch",
            "flatten",
            "inspect",
            "fix",
            "convert",
            "validate"),
    CHECKSUM(null, "checksum", "sha256:HEX", true, "what the file of the first SOURCE hashes to; again for the next"),
    BOOT_TEST(null, "boot-test", null, false, "start the new guest to see whether it comes up"),
    WORK_DIR(null, "work-dir", "DIR", false, "for what is unfinished; by default beside the output"),
    RESUME(null, "resume", null, false, "go on where an earlier run failed or was killed"),
    KEEP_WORK(null, "keep-work", null, false, "leave the work directory there after success"),
    COMPARE_BYTES(null, "verify", null, false, "compare the result byte by byte, not only by its hash"),
    ANEW(null, "force", null, false, "replace files that exist, and begin anew what an earlier run left unfinished"),

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

    MACHINE(
            null,
            "output",
            "FORMAT",
            false,
            "text (the default), json, yaml, libvirt (domain XML) or qemu (a shell script)",
            "text",
            "json",
            "yaml",
            "libvirt",
            "qemu"),
    NAME(null, "name", "NAME", false, "name of the machine; by default the guest's own"),
    FIRMWARE(null, "firmware", "FIRMWARE", false, "bios or uefi; by default what the disks suggest", "bios", "uefi"),
    BUS(
            null,
            "bus",
            "BUS",
            false,
            "how the disks are attached: virtio, virtio-scsi, sata, ide or pvscsi; by default what the guest has drivers for",
            "virtio",
            "virtio-scsi",
            "sata",
            "ide",
            "pvscsi"),
    MEMORY(null, "memory", "SIZE", false, "memory, such as 4G; MiB without a unit (2G)"),
    CPUS(null, "cpus", "N", false, "how many processors (2)"),
    TIMEOUT(null, "timeout", "SECONDS", false, "how long the guest has to come up (300)"),
    NVRAM(null, "nvram", "FILE", false, "variables that UEFI has from before; a copy is used"),
    SERIAL_LOG(null, "serial-log", "FILE", false, "keep what the guest writes to its serial line"),
    SCREENSHOT(null, "screenshot", "FILE.png", false, "keep the last picture of the screen"),

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
    TARGET_HYPERVISOR(
            null,
            "target",
            "HYPERVISOR",
            false,
            "what the guest is to run on: kvm, with disks and network of virtio",
            "kvm"),
    PLAN(null, "plan", "FILE", false, "write the plan to FILE, as YAML"),
    GUEST_ROOT(null, "root", "DEV", false, "of several guests, the one whose root is on DEV"),
    ONLY(null, "only", "RULE", true, "ask no rule but this"),
    WITHOUT(null, "without", "RULE", true, "do not ask this rule"),
    INITRAMFS(
            null,
            "initramfs",
            "HOW",
            false,
            "how drivers get into it: regenerate by the guest's tool, append as an archive, or auto (the default)",
            "auto",
            "regenerate",
            "append"),
    TOOLS(
            null,
            "tools",
            "HOW",
            false,
            "what to do with tools of other hypervisors: remove (the default), disable or keep",
            "remove",
            "disable",
            "keep"),
    SERIAL_CONSOLE(null, "serial-console", null, false, "let the guest talk on its first serial line, too"),
    REGENERATE_GRUB(null, "grub-mkconfig", null, false, "let GRUB's own tool write its configuration anew"),
    MAC(null, "mac", "NAME=MAC", true, "address of the network interface that the guest calls NAME"),
    VIRTIO_WIN(null, "virtio-win", "DIR|ISO", false, "drivers of virtio for Windows"),
    GUEST_AGENT(
            null,
            "guest-agent",
            "FILE",
            false,
            "package of the QEMU guest agent that fits the guest; ISO!/PATH is one in an ISO"),
    SKIP(null, "skip", "STEP", true, "leave out this step of the plan"),
    DRY_RUN(null, "dry-run", null, false, "apply nothing: show the plan, and whether it still fits its images"),
    KEEP(null, "keep", null, false, "keep the overlay and its record"),
    HOSTNAME(null, "hostname", "NAME", false, "give the guest this name"),
    TIMEZONE(null, "timezone", "ZONE", false, "let the guest have this time zone, such as Europe/Berlin"),
    PASSWORD(
            null,
            "password",
            "USER:HOW",
            true,
            "password of USER: file:FILE (its first line), random (which is printed once), locked or disabled"),
    PASSWORD_FILE(null, "password-file", "USER:FILE", true, "the same as --password USER:file:FILE"),
    ROOT_PASSWORD(null, "root-password", "HOW", false, "the same as --password root:HOW"),
    SSH_INJECT(
            null,
            "ssh-inject",
            "USER:file:FILE|USER:string:KEY",
            true,
            "let the keys in FILE, or the public key KEY, log in as USER"),
    FIRSTBOOT(null, "firstboot", "FILE", true, "run the script FILE once, at the next start"),
    FIRSTBOOT_COMMAND(null, "firstboot-command", "COMMAND", true, "run COMMAND once, at the next start"),
    FIRSTBOOT_INSTALL(
            null,
            "firstboot-install",
            "PKG,PKG…",
            true,
            "install packages at the next start, by the guest's own means"),
    RUN(null, "run", "FILE", true, "run the script FILE now, in the appliance with the guest as root"),
    UNINSTALL(null, "uninstall", "PKG,PKG…", true, "uninstall packages that no others need, by the guest's own means"),
    RUN_COMMAND(null, "run-command", "COMMAND", true, "run COMMAND now, by the guest's shell in the appliance"),
    WRITE(null, "write", "PATH:TEXT", true, "let the file PATH have this text"),
    APPEND_LINE(null, "append-line", "PATH:LINE", true, "add a line to the file PATH, unless it has it"),
    EDIT(null, "edit", "PATH:s/RE/NEW/", true, "replace in each line, as Perl; all with g behind it"),
    TOUCH(null, "touch", "PATH", true, "make an empty file unless there is one"),
    TRUNCATE(null, "truncate", "PATH", true, "empty a file"),
    TRUNCATE_RECURSIVE(null, "truncate-recursive", "DIR", true, "empty all files in DIR and below"),
    DELETE(null, "delete", "PATH", true, "delete a file or a whole directory"),
    MKDIR(null, "mkdir", "PATH", true, "make a directory, and those that it is in"),
    CHMOD(null, "chmod", "MODE:PATH", true, "set permission bits, in octal"),
    CHOWN(null, "chown", "USER:GROUP:PATH", true, "set owner and group, by number or by the guest's names"),
    LINK(null, "link", "TARGET:LINK", true, "make a symbolic link"),
    COPY(null, "copy", "PATH:PATH", true, "copy a file inside the guest"),
    MOVE(null, "move", "PATH:PATH", true, "move a file or a directory inside the guest"),
    COPY_IN(null, "copy-in", "FILE:DIR", true, "copy a file or a tree of this machine into the directory DIR"),
    TAR_IN(null, "tar-in", "FILE:DIR", true, "unpack a tar of this machine into the directory DIR"),
    UPLOAD(null, "upload", "FILE:PATH", true, "copy a file of this machine to PATH"),
    COMMANDS_FROM_FILE(null, "commands-from-file", "FILE", true, "changes out of FILE, one a line, without the dashes"),
    NEW_MACHINE_ID(null, "new-machine-id", null, false, "let the next start make a machine id"),
    NEW_SSH_HOST_KEYS(null, "new-ssh-host-keys", null, false, "let the next start make SSH host keys"),
    NEW_CLOUD_INIT(null, "new-cloud-init", null, false, "let cloud-init run as if the guest had never started"),
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
