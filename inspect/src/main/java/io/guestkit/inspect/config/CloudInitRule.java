package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.YamlTree;
import io.guestkit.inspect.report.CloudInit;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** cloud-init: what it may ask, what it found, and whether it is done. */
final class CloudInitRule implements Rule {

    private static final String MAIN = "etc/cloud/cloud.cfg";
    private static final String[] PROGRAMS = {"usr/bin/cloud-init", "usr/local/bin/cloud-init"};
    private static final String[] SEEDS = {"var/lib/cloud/seed/nocloud", "var/lib/cloud/seed/nocloud-net"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String source = files.isFile(MAIN) ? MAIN : null;
        for (String program : PROGRAMS) {
            source = source == null && files.exists(program) ? program : source;
        }
        if (source == null) {
            return;
        }
        List<String> configurations = new ArrayList<>(List.of(MAIN));
        for (String name : files.names("etc/cloud/cloud.cfg.d")) {
            if (name.endsWith(".cfg")) {
                configurations.add("etc/cloud/cloud.cfg.d/" + name);
            }
        }
        List<String> datasources = List.of();
        String said = source;
        for (String path : configurations) { // later files override
            try {
                String text = files.text(path);
                // most files have nothing to say of it, and need no parser
                if (text != null && text.contains("datasource_list")) {
                    YamlTree.Value list = YamlTree.parse(text, "/" + path).get("datasource_list");
                    if (!list.texts().isEmpty()) {
                        datasources = list.texts();
                        said = path + ":" + list.line();
                    }
                }
            } catch (IOException e) {
                findings.doubt("/" + path, LinuxRules.describe(e));
            }
        }
        List<String> seeds = new ArrayList<>();
        for (String directory : SEEDS) {
            for (String name : files.names(directory)) {
                seeds.add("/" + directory + "/" + name);
            }
        }
        findings.configuration()
                .tell(new CloudInit(
                        files.exists("etc/cloud/cloud-init.disabled"),
                        datasources,
                        known(files.firstLine("var/lib/cloud/instance/datasource")),
                        known(files.firstLine("var/lib/cloud/data/instance-id")),
                        seeds,
                        files.isFile("var/lib/cloud/instance/boot-finished"),
                        "/" + said));
    }

    private static Optional<String> known(@Nullable String line) {
        return line == null || line.isEmpty() ? Optional.empty() : Optional.of(line);
    }
}
