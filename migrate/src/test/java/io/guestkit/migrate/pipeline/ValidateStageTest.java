package io.guestkit.migrate.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValidateStageTest {

    private static BootReport broken(List<String> buses, String... links) {
        List<BootLink> all = new ArrayList<>();
        for (String link : links) {
            all.add(new BootLink(link, BootReport.Verdict.BROKEN, "", ""));
        }
        return new BootReport(BootReport.Verdict.BROKEN, all, List.of(), List.of(), Optional.empty(), buses);
    }

    @Test
    void a_windows_without_virtio_is_no_failure_if_it_knows_the_disks_that_it_gets() {
        assertThat(ValidateStage.verdict(broken(List.of("ahci"), "drivers"), true))
                .isEqualTo(ValidateStage.Verdict.UNKNOWN);
        assertThat(ValidateStage.verdict(broken(List.of("ahci"), "drivers"), false))
                .isEqualTo(ValidateStage.Verdict.FAILED);
        assertThat(ValidateStage.verdict(broken(List.of("lsi logic"), "drivers"), true))
                .isEqualTo(ValidateStage.Verdict.FAILED);
        assertThat(ValidateStage.verdict(broken(List.of("ahci"), "program", "drivers"), true))
                .isEqualTo(ValidateStage.Verdict.FAILED);
    }
}
