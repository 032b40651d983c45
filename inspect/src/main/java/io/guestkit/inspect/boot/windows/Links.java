package io.guestkit.inspect.boot.windows;

import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.inspect.rule.LinuxRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Links of a boot chain, in the order in which they come when it starts. */
final class Links {

    private final List<BootLink> links = new ArrayList<>();

    @FunctionalInterface
    interface Step {
        void go() throws IOException;
    }

    /** What cannot be read is not known; the other links are looked at without it. */
    void attempt(String link, String source, Step step) {
        try {
            step.go();
        } catch (IOException e) {
            unknown(link, "cannot be read: " + LinuxRules.describe(e), source);
        }
    }

    void ok(String link, String detail, String source) {
        add(link, Verdict.OK, detail, source);
    }

    void unknown(String link, String detail, String source) {
        add(link, Verdict.UNKNOWN, detail, source);
    }

    void broken(String link, String detail, String source) {
        add(link, Verdict.BROKEN, detail, source);
    }

    void add(String link, Verdict verdict, String detail, String source) {
        links.add(new BootLink(link, verdict, detail, source));
    }

    List<BootLink> all() {
        return links;
    }

    Verdict worst() {
        Verdict worst = Verdict.OK;
        for (BootLink link : links) {
            worst = link.verdict().compareTo(worst) > 0 ? link.verdict() : worst;
        }
        return worst;
    }
}
