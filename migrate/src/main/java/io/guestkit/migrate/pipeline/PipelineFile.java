package io.guestkit.migrate.pipeline;

import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.convert.RetryPolicy;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.pipeline.fetch.Checksum;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A migration in a YAML file, and the hooks alone in another. Read strictly: an unknown key, a wrong value is refused
 * with its line. Names of files are relative to the directory of the file, in which commands run, too.
 */
public final class PipelineFile {

    private static final Set<String> KEYS = Set.of(
            "root",
            "fix",
            "sources",
            "output",
            "target",
            "format",
            "compression",
            "source_format",
            "snapshot",
            "disk",
            "allow_paths",
            "key_files",
            "work_dir",
            "keep_work",
            "force",
            "verify",
            "boot_test",
            "until",
            "stages");
    private static final Set<String> FIX_KEYS = Set.of(
            "only",
            "without",
            "initramfs",
            "tools",
            "serial_console",
            "grub_mkconfig",
            "macs",
            "virtio_win",
            "guest_agent");

    private static final Set<String> STAGE_KEYS = Set.of("enabled", "on_failure", "before", "after", "allow_skipped");
    private static final int MOST_ATTEMPTS = 1000;
    private static final int MOST_SECONDS = 7 * 24 * 3600;

    private final Path file;
    private final Path directory;

    private PipelineFile(Path file) {
        this.file = file;
        this.directory = file.toAbsolutePath().resolveSibling("");
    }

    /**
     * Reads a whole migration.
     *
     * @param keys get the key files that the migration names, and are used to open the sources
     * @return what it says; more can be set
     * @throws SettingsException if something in it makes no sense
     */
    public static Pipeline.Builder read(Path file, KeyRing keys) throws IOException {
        return new PipelineFile(file).pipeline(keys);
    }

    /**
     * Reads a file with nothing but {@code stages:}, and adds to each stage what stands there.
     *
     * @throws SettingsException if something in it makes no sense
     */
    public static void addStages(Path file, Pipeline.Builder pipeline) throws IOException {
        YamlItem document = YamlItem.read(file);
        Map<String, YamlItem> items = document.mapping(Set.of("stages"));
        YamlItem stages = items.get("stages");
        if (stages != null) {
            new PipelineFile(file).stages(stages, pipeline);
        }
    }

    private Pipeline.Builder pipeline(KeyRing keys) throws IOException {
        YamlItem document = YamlItem.read(file);
        Map<String, YamlItem> items = document.mapping(KEYS);
        YamlItem output = items.get("output");
        YamlItem sources = items.get("sources");
        if (output == null || sources == null) {
            throw document.refuse((output == null ? "output" : "sources") + " is missing");
        }
        Path place = path(output);
        Pipeline.Builder pipeline = Pipeline.builder(place).format(format(items, output, place));
        for (YamlItem source : sources.list()) {
            addSource(source, pipeline);
        }
        OpenOptions open = OpenOptions.DEFAULT.withKeys(keys);
        for (Map.Entry<String, YamlItem> item : items.entrySet()) {
            YamlItem value = item.getValue();
            switch (item.getKey()) {
                case "target" ->
                    pipeline.target(Target.named(value.text()).orElseThrow(() -> value.refuse("unknown target")));
                case "compression" -> pipeline.compression(choice(value, Compression.values()));
                case "source_format" -> open = open.withFormat(named(value));
                case "snapshot" -> open = open.withSnapshot(value.text());
                case "disk" -> open = open.withMember(value.text());
                case "allow_paths" -> {
                    List<Path> paths = new ArrayList<>();
                    for (YamlItem each : value.list()) {
                        paths.add(path(each));
                    }
                    open = open.withAllowedPaths(paths);
                }
                case "key_files" -> {
                    for (Map.Entry<String, YamlItem> key :
                            value.mapping(Set.of()).entrySet()) {
                        keys.addFile(key.getKey(), path(key.getValue()));
                    }
                }
                case "work_dir" -> pipeline.workDirectory(path(value));
                case "keep_work" -> pipeline.keepWork(value.flag());
                case "force" -> pipeline.replace(value.flag());
                case "verify" -> pipeline.verify(value.flag());
                case "boot_test" -> pipeline.bootTest(value.flag());
                case "root" -> pipeline.root(value.text());
                case "fix" -> pipeline.fix(fix(value));
                case "until" -> pipeline.until(stage(value.text(), value));
                case "stages" -> stages(value, pipeline);
                default -> {
                    // output, sources and format were first
                }
            }
        }
        return pipeline.open(open);
    }

    private static DiskFormat format(Map<String, YamlItem> items, YamlItem output, Path place)
            throws SettingsException {
        YamlItem format = items.get("format");
        if (format != null) {
            return named(format);
        }
        String name = String.valueOf(place.getFileName());
        return DiskFormat.ofExtension(name.substring(name.lastIndexOf('.') + 1))
                .orElseThrow(() -> output.refuse("the name of the output says no format; say it by format"));
    }

    private static DiskFormat named(YamlItem value) throws SettingsException {
        return DiskFormat.named(value.text()).orElseThrow(() -> value.refuse("unknown image format"));
    }

    private void addSource(YamlItem source, Pipeline.Builder pipeline) throws SettingsException {
        if (source.isScalar()) {
            pipeline.source(address(source));
            return;
        }
        Map<String, YamlItem> items = source.mapping(Set.of("address", "checksum"));
        YamlItem address = items.get("address");
        if (address == null) {
            throw source.refuse("address is missing");
        }
        YamlItem checksum = items.get("checksum");
        if (checksum == null) {
            pipeline.source(address(address));
        } else {
            pipeline.source(
                    address(address),
                    Checksum.parse(checksum.text())
                            .orElseThrow(
                                    () -> checksum.refuse("a checksum has to be sha256: and 64 hexadecimal digits")));
        }
    }

    private String address(YamlItem value) throws SettingsException {
        String text = value.text();
        return text.contains("://") ? text : path(value).toString();
    }

    private Path path(YamlItem value) throws SettingsException {
        try {
            return directory.resolve(value.text());
        } catch (InvalidPathException e) {
            throw value.refuse("is no file name on this system: " + e.getReason());
        }
    }

    private static Stage stage(String name, YamlItem at) throws SettingsException {
        return Stage.named(name).orElseThrow(() -> at.refuse("unknown stage " + name));
    }

    private FixOptions fix(YamlItem value) throws SettingsException {
        FixOptions options = FixOptions.DEFAULT;
        for (Map.Entry<String, YamlItem> item : value.mapping(FIX_KEYS).entrySet()) {
            YamlItem said = item.getValue();
            switch (item.getKey()) {
                case "only" -> options = options.withRules(said.texts(), options.withoutRules());
                case "without" -> options = options.withRules(options.rules(), said.texts());
                case "initramfs" -> options = options.withInitramfs(choice(said, FixOptions.Initramfs.values()));
                case "tools" -> options = options.withTools(choice(said, FixOptions.Tools.values()));
                case "serial_console" -> options = options.withSerialConsole(said.flag());
                case "grub_mkconfig" -> options = options.withRegenerateGrub(said.flag());
                case "virtio_win" -> options = options.withVirtioWin(path(said));
                case "guest_agent" -> options = options.withGuestAgent(path(said));
                default -> {
                    Map<String, String> macs = new LinkedHashMap<>();
                    for (Map.Entry<String, YamlItem> mac :
                            said.mapping(Set.of()).entrySet()) {
                        String address = mac.getValue().text().toLowerCase(Locale.ROOT);
                        if (!address.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
                            throw mac.getValue().refuse("a MAC has to be six pairs of hexadecimal digits");
                        }
                        macs.put(mac.getKey(), address);
                    }
                    options = options.withMacs(macs);
                }
            }
        }
        return options;
    }

    private void stages(YamlItem value, Pipeline.Builder pipeline) throws SettingsException {
        Set<String> known = new LinkedHashSet<>();
        for (Stage stage : Stage.values()) {
            known.add(stage.id());
        }
        for (Map.Entry<String, YamlItem> each : value.mapping(known).entrySet()) {
            Stage stage = stage(each.getKey(), each.getValue());
            StageSettings settings = pipeline.stage(stage);
            for (Map.Entry<String, YamlItem> item :
                    each.getValue().mapping(STAGE_KEYS).entrySet()) {
                YamlItem said = item.getValue();
                switch (item.getKey()) {
                    case "enabled" -> settings = settings.withEnabled(said.flag());
                    case "on_failure" -> settings = settings.withOnFailure(onFailure(said));
                    case "allow_skipped" -> {
                        if (stage != Stage.FIX) {
                            throw said.refuse("allow_skipped is for fix only");
                        }
                        pipeline.allowSkippedFixes(said.flag());
                    }
                    default -> {
                        Hook.When when = item.getKey().equals("before") ? Hook.When.BEFORE : Hook.When.AFTER;
                        for (YamlItem hook : said.list()) {
                            settings = settings.withHook(when, hook(hook));
                        }
                    }
                }
            }
            pipeline.stage(stage, settings);
        }
    }

    private Hook.Declared hook(YamlItem value) throws SettingsException {
        Map<String, YamlItem> items = value.mapping(Set.of("name", "command", "timeout", "on_failure"));
        YamlItem command = items.get("command");
        if (command == null) {
            throw value.refuse("command is missing");
        }
        List<String> words = command.texts();
        if (words.isEmpty()) {
            throw command.refuse("a command of no words");
        }
        YamlItem name = items.get("name");
        YamlItem timeout = items.get("timeout");
        YamlItem onFailure = items.get("on_failure");
        return new Hook.Declared(
                name == null ? words.getFirst() : name.text(),
                new CommandHook(
                        words,
                        Optional.of(directory),
                        timeout == null ? Optional.empty() : Optional.of(duration(timeout))),
                onFailure == null ? OnFailure.STOP : onFailure(onFailure));
    }

    private static OnFailure onFailure(YamlItem value) throws SettingsException {
        if (value.isScalar()) {
            return switch (value.text()) {
                case "stop" -> OnFailure.STOP;
                case "skip" -> OnFailure.SKIP;
                case "retry" -> OnFailure.RETRY;
                default -> throw value.refuse("on_failure has to be stop, skip, retry or a mapping");
            };
        }
        Map<String, YamlItem> known = value.mapping(Set.of("attempts", "delay", "max_delay", "then"));
        RetryPolicy usual = OnFailure.RETRY.retries();
        YamlItem attempts = known.get("attempts");
        YamlItem delay = known.get("delay");
        YamlItem maxDelay = known.get("max_delay");
        YamlItem then = known.get("then");
        RetryPolicy retries = new RetryPolicy(
                attempts == null ? usual.maxAttempts() : attempts.number(1, MOST_ATTEMPTS),
                delay == null ? usual.firstDelay() : duration(delay),
                usual.multiplier(),
                maxDelay == null ? usual.maxDelay() : duration(maxDelay),
                usual.jitter(),
                usual.retryable());
        return new OnFailure(retries, then == null ? OnFailure.Then.STOP : choice(then, OnFailure.Then.values()));
    }

    /** Whole seconds, with {@code s}, {@code m} or {@code h} behind them or without. */
    private static Duration duration(YamlItem value) throws SettingsException {
        String text = value.text();
        int seconds = switch (text.charAt(text.length() - 1)) {
            case 'm' -> 60;
            case 'h' -> 3600;
            default -> 1;
        };
        boolean unit = !Character.isDigit(text.charAt(text.length() - 1));
        try {
            long number =
                    Math.multiplyExact(Long.parseLong(text.substring(0, text.length() - (unit ? 1 : 0))), seconds);
            boolean known = !unit || "smh".indexOf(text.charAt(text.length() - 1)) >= 0;
            if (known && number >= 0 && number <= MOST_SECONDS) {
                return Duration.ofSeconds(number);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // said below
        }
        throw value.refuse("a time has to be a number of seconds, such as 90s, 2m or 1h; no more than a week");
    }

    private static <E extends Enum<E>> E choice(YamlItem value, E[] choices) throws SettingsException {
        List<String> names = new ArrayList<>();
        for (E choice : choices) {
            String name = choice.name().toLowerCase(Locale.ROOT);
            if (name.equals(value.text())) {
                return choice;
            }
            names.add(name);
        }
        throw value.refuse(value.what() + " has to be one of " + String.join(", ", names));
    }
}
