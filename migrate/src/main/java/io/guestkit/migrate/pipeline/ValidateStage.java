package io.guestkit.migrate.pipeline;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.convert.Comparison;
import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.inspect.report.Windows;
import io.guestkit.migrate.pipeline.io.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks whether the new images are what they have to be: what is in them, their structure (by our own check, and by
 * {@code qemu-img check} where that is installed and knows the format), how the guest will start, and, if that is asked
 * for, whether it does.
 */
final class ValidateStage implements StageWork {

    private static final String QEMU_IMG = "qemu-img";
    /** What {@code qemu-img check} can check; it refuses the others. */
    private static final Set<DiskFormat> CHECKED_BY_QEMU =
            Set.of(DiskFormat.QCOW2, DiskFormat.VMDK, DiskFormat.VDI, DiskFormat.VHDX);

    private final List<Object> checks = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    enum Verdict {
        OK,
        FAILED,
        UNKNOWN,
        /** Failed, and so would what it was copied from. */
        AS_BEFORE,
        NOT_RUN
    }

    @Override
    public Map<String, Object> run(StageRun run) throws IOException {
        checks.clear();
        failures.clear();
        run.data().put("checks", checks);
        List<OutputDisk> outputs = run.context().outputs();
        for (OutputDisk output : outputs) {
            checkContent(output, run);
            checkStructure(output);
            checkByOthers(output, run);
        }
        InspectReport outcome = inspect(outputs, run.settings());
        checkBoot(outcome, run);
        if (run.settings().bootTest()) {
            BootTester.Outcome test = run.tools()
                    .bootTester()
                    .test(new BootTester.Request(
                            run.settings().target(),
                            outputs,
                            outcome,
                            run.context().machine(),
                            run.emptyDirectory(),
                            run::note,
                            run.cancellation()));
            add("boot_test", "guest", test.started() ? Verdict.OK : Verdict.FAILED, test.detail());
            run.data().put("boot_test", test.document());
        }
        if (!failures.isEmpty()) {
            boolean skipped = run.settings().stage(Stage.VALIDATE).onFailure().then() == OnFailure.Then.SKIP;
            throw new ValidationException(
                    String.join("; ", failures) + (skipped ? "" : "; --on-failure validate=skip takes it as it is"));
        }
        run.context().validated(outcome);
        return Map.of();
    }

    private void add(String check, String subject, Verdict verdict, String detail) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("check", check);
        one.put("subject", subject);
        one.put("verdict", verdict.name().toLowerCase(Locale.ROOT));
        one.put("detail", detail);
        checks.add(one);
        if (verdict == Verdict.FAILED) {
            failures.add(subject + ": " + detail);
        }
    }

    private static String name(OutputDisk output) {
        return String.valueOf(output.place().getFileName());
    }

    /** The hash was made from the written file, when it was converted or taken over; hooks may have changed it since. */
    private void checkContent(OutputDisk output, StageRun run) throws IOException {
        MigrationDisk disk = run.context().disks().get(output.number() - 1);
        if (!run.settings().verify()) {
            String hash = isUntouched(run.settings()) ? output.contentHash() : ConvertStage.hash(output, run);
            boolean same = hash.equals(disk.contentHash());
            add("content", name(output), same ? Verdict.OK : Verdict.FAILED, same ? "same hash" : "another hash");
            return;
        }
        try (DiskImage made = Disks.openImage(output.made(), ConvertStage.opened(output.format()));
                DiskImage from = Disks.openImage(disk.path(), disk.open())) {
            Comparison comparison =
                    Comparison.of(from, made, StageProgress.of(run.stage(), run.tools()), run.cancellation());
            if (comparison.isSameContent()) {
                add("content", name(output), Verdict.OK, "same bytes");
            } else {
                long at = comparison.firstDifference().orElseThrow();
                add("content", name(output), Verdict.FAILED, "differs from " + disk.path() + " at byte " + at);
            }
        }
    }

    /** Whether nobody's hook was told where the new images are since they were hashed. */
    static boolean isUntouched(MigrationSettings settings) {
        return settings.stage(Stage.CONVERT).hooks(Hook.When.AFTER).isEmpty()
                && settings.stage(Stage.VALIDATE).hooks(Hook.When.BEFORE).isEmpty();
    }

    private void checkStructure(OutputDisk output) throws IOException {
        try (DiskImage made = Disks.openImage(output.made(), ConvertStage.opened(output.format()))) {
            CheckReport report = made.check();
            String detail = report.isClean()
                    ? "nothing is wrong"
                    : report.findings().getFirst().message();
            add("structure", name(output), report.isClean() ? Verdict.OK : Verdict.FAILED, detail);
        }
    }

    private void checkByOthers(OutputDisk output, StageRun run) throws IOException {
        Optional<Path> program = Program.find(QEMU_IMG);
        if (program.isEmpty() || !CHECKED_BY_QEMU.contains(output.format())) {
            String why = program.isEmpty() ? "is not installed" : "does not check " + output.format() + " images";
            add("qemu_img_check", name(output), Verdict.NOT_RUN, QEMU_IMG + " " + why);
            return;
        }
        List<String> said = new ArrayList<>();
        int status = new Program(
                        List.of(
                                program.get().toString(),
                                "check",
                                "-f",
                                output.format().id(),
                                output.made().toAbsolutePath().toString()),
                        Optional.empty(),
                        Optional.empty())
                .run(
                        new byte[0],
                        line -> {
                            if (said.size() < 10) {
                                said.add(line);
                            }
                        },
                        run.cancellation());
        String detail = said.isEmpty() ? "status " + status : said.getFirst();
        add("qemu_img_check", name(output), status == 0 ? Verdict.OK : Verdict.FAILED, detail);
    }

    /** What is on the new images, and how it starts on the target. */
    static InspectReport inspect(List<OutputDisk> outputs, MigrationSettings settings) throws IOException {
        OpenOptions open = ConvertStage.opened(settings.format())
                .withKeys(settings.open().keys())
                .withLuksHeaders(settings.open().luksHeaders());
        // What was not fixed need not fit the target: it is told to be run as it was.
        Inspector.Extra extra =
                settings.stage(Stage.FIX).enabled() ? settings.target().bootCheck() : Inspector.Extra.BOOT_CHECK;
        try (DiskSet disks = Disks.open(outputs.stream().map(OutputDisk::made).toList(), open)) {
            return Inspector.inspect(disks, Set.of(extra)).report();
        }
    }

    private void checkBoot(InspectReport report, StageRun run) {
        boolean fixed = run.settings().stage(Stage.FIX).enabled();
        for (GuestReport guest : report.guests()) {
            if (guest.boot().isEmpty()) {
                add("boot_chain", guest.root(), Verdict.UNKNOWN, "how such a guest starts is not known here");
                continue;
            }
            BootReport boot = guest.boot().get();
            boolean choosesDisks =
                    guest.windows().isPresent() && !startsWith(guest.windows().get(), "viostor");
            Verdict verdict = verdict(boot, choosesDisks);
            if (verdict == Verdict.FAILED && !fixed) {
                verdict = Verdict.AS_BEFORE; // nothing was changed, as the content tells
                run.note("%s: as before, its boot chain seems to be broken: %s".formatted(guest.root(), detail(boot)));
            }
            add("boot_chain", guest.root(), verdict, detail(boot));
        }
    }

    private static boolean startsWith(Windows windows, String driver) {
        for (Windows.Service service : windows.services()) {
            if (service.name().equalsIgnoreCase(driver)) {
                return service.start().equals("boot");
            }
        }
        return false;
    }

    /**
     * @param choosesDisks whether the guest gets a machine with disks on SATA or IDE, as a Windows without drivers of
     *     virtio does: the lack of those is no failure then
     */
    static Verdict verdict(BootReport boot, boolean choosesDisks) {
        boolean knowsOthers = boot.buses().contains("ahci") || boot.buses().contains("ide");
        return switch (boot.verdict()) {
            case OK -> Verdict.OK;
            case UNKNOWN -> Verdict.UNKNOWN;
            case BROKEN -> choosesDisks && knowsOthers && isOnlyDrivers(boot) ? Verdict.UNKNOWN : Verdict.FAILED;
        };
    }

    private static boolean isOnlyDrivers(BootReport boot) {
        for (BootLink link : boot.links()) {
            if (link.verdict() == BootReport.Verdict.BROKEN && !link.link().equals("drivers")) {
                return false;
            }
        }
        return true;
    }

    private static String detail(BootReport boot) {
        List<String> links = new ArrayList<>();
        for (BootLink link : boot.links()) {
            if (link.verdict() == boot.verdict() && boot.verdict() != BootReport.Verdict.OK) {
                links.add("%s %s: %s (%s)"
                        .formatted(
                                link.link(),
                                link.verdict().name().toLowerCase(Locale.ROOT),
                                link.detail(),
                                link.source()));
            }
        }
        return links.isEmpty() ? "every link is there" : String.join("; ", links);
    }

    /** What was found stands in the result already; only the images could have changed, and those were hashed. */
    @Override
    public boolean takeOver(Map<String, Object> made, StageRun run) {
        return run.context().outputs().stream().allMatch(output -> Files.exists(output.made()));
    }
}
