package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.rule.ConfigurationDraft;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Name servers of the whole guest: resolv.conf(5) where it is a file of its own, resolved.conf(5), and SUSE's netconfig.
 * What only one interface asks is with that interface.
 */
final class ResolverRule implements Rule {

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        ConfigurationDraft draft = findings.configuration();
        String text = files.text("etc/resolv.conf");
        for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
            List<String> words = line.words();
            String source = "/etc/resolv.conf:" + line.number();
            switch (words.getFirst()) {
                case "nameserver" -> words.stream().skip(1).limit(1).forEach(word -> draft.addNameserver(word, source));
                case "search", "domain" -> words.stream().skip(1).forEach(word -> draft.addSearchDomain(word, source));
                default -> {}
            }
        }
        List<String> resolved = new ArrayList<>(List.of("etc/systemd/resolved.conf"));
        for (String name : files.names("etc/systemd/resolved.conf.d")) {
            if (name.endsWith(".conf")) {
                resolved.add("etc/systemd/resolved.conf.d/" + name);
            }
        }
        for (String path : resolved) {
            String file = files.text(path);
            for (IniFile.Entry entry :
                    IniFile.parse(file == null ? "" : file).section("Resolve").entries()) {
                String source = "/" + path + ":" + entry.line();
                if (entry.key().equals("DNS")) {
                    words(entry.value()).forEach(word -> draft.addNameserver(word, source));
                } else if (entry.key().equals("Domains")) {
                    words(entry.value()).forEach(word -> draft.addSearchDomain(word, source));
                }
            }
        }
        String netconfig = files.text("etc/sysconfig/network/config");
        if (netconfig != null) {
            var values = ShellAssignments.parse(netconfig);
            String source = "/etc/sysconfig/network/config";
            words(values.getOrDefault("NETCONFIG_DNS_STATIC_SERVERS", ""))
                    .forEach(word -> draft.addNameserver(word, source));
            words(values.getOrDefault("NETCONFIG_DNS_STATIC_SEARCHLIST", ""))
                    .forEach(word -> draft.addSearchDomain(word, source));
        }
    }

    private static List<String> words(String value) {
        List<String> words = new ArrayList<>();
        InterfaceDraft.addWords(words, value, " \t,");
        return words;
    }
}
