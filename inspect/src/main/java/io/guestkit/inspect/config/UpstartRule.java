package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs of upstart, init(5): those that say on which events they start, unless an override makes them manual. */
final class UpstartRule implements Rule {

    private static final String JOBS = "etc/init";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        if (!findings.is(Fact.INIT_SYSTEM, "upstart")) {
            return;
        }
        for (String file : files.names(JOBS)) {
            if (!file.endsWith(".conf")) {
                continue;
            }
            String name = file.substring(0, file.length() - 5);
            Boolean starts = starts(files.text(JOBS + "/" + file));
            Boolean override = starts(files.text(JOBS + "/" + name + ".override"));
            boolean enabled = override != null ? override : starts != null && starts;
            findings.add(new Service(
                    name,
                    "upstart",
                    enabled ? "enabled" : "disabled",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    "/" + JOBS + "/" + file));
        }
    }

    /** What the last word on it is; null if there is none. */
    private static @Nullable Boolean starts(@Nullable String text) {
        Boolean starts = null;
        for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
            if (line.text().equals("manual")) {
                starts = false;
            } else if (line.text().startsWith("start on")) {
                starts = true;
            }
        }
        return starts;
    }
}
