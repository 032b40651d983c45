package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.PemCertificates;
import io.guestkit.inspect.report.Certificate;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates that somebody gave this guest: authorities that it is to trust beside those of the distribution, and its
 * own. Stores of distributions, which hold more than a hundred each, are left out.
 */
final class CertificatesRule implements Rule {

    private static final String[] DIRECTORIES = {
        "usr/local/share/ca-certificates",
        "etc/pki/ca-trust/source/anchors",
        "etc/pki/trust/anchors",
        "etc/ca-certificates/trust-source/anchors",
        "etc/pki/tls/certs",
        "etc/ssl/private",
        "etc/nginx/ssl",
        "etc/apache2/ssl",
    };

    private static final String[] FILES = {"etc/ssl/certs/ssl-cert-snakeoil.pem", "etc/ssl/server.crt"};
    private static final String LETS_ENCRYPT = "etc/letsencrypt/live";
    private static final int MAX_FILES = 1000;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        List<String> paths = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            for (String name : files.names(directory)) {
                boolean store = name.equals("ca-bundle.crt") || name.equals("ca-bundle.trust.crt");
                if (!store && (name.endsWith(".crt") || name.endsWith(".pem") || name.endsWith(".cer"))) {
                    paths.add(directory + "/" + name);
                }
            }
        }
        paths.addAll(List.of(FILES));
        for (String name : files.names(LETS_ENCRYPT)) {
            paths.add(LETS_ENCRYPT + "/" + name + "/cert.pem");
        }
        for (String path : paths.subList(0, Math.min(paths.size(), MAX_FILES))) {
            try {
                String text = files.text(path);
                if (text != null) {
                    for (Certificate certificate : PemCertificates.parse(text, "/" + path)) {
                        findings.configuration().add(certificate);
                    }
                }
            } catch (IOException e) {
                findings.doubt("/" + path, LinuxRules.describe(e));
            }
        }
    }
}
