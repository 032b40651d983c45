package io.guestkit.inspect.parse;

import io.guestkit.inspect.report.Certificate;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Certificates in RFC 7468's textual form, several in a file. Private keys that may stand beside them are not touched. */
public final class PemCertificates {

    private static final String[] BEGIN = {"-----BEGIN CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----"};
    private static final int MAX_CERTIFICATES = 1000;

    private PemCertificates() {}

    /** Every one that is base64; what the JDK cannot make a certificate of has a fingerprint only. */
    public static List<Certificate> parse(String text, String path) {
        List<Certificate> found = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        int start = 0;
        for (NumberedLines.Line line : NumberedLines.of(text)) {
            if (line.text().equals(BEGIN[0]) || line.text().equals(BEGIN[1])) {
                start = line.number();
                body.setLength(0);
            } else if (line.text().startsWith("-----END ")) {
                if (start > 0 && found.size() < MAX_CERTIFICATES) {
                    add(body.toString(), path + ":" + start, found);
                }
                start = 0;
            } else if (start > 0) {
                body.append(line.text());
            }
        }
        return found;
    }

    private static void add(String base64, String source, List<Certificate> found) {
        byte[] der;
        try {
            der = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return; // nobody else could read it
        }
        String fingerprint = "SHA256:" + HexFormat.of().formatHex(SshPublicKey.sha256(der));
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            if (factory.generateCertificate(new ByteArrayInputStream(der)) instanceof X509Certificate certificate) {
                found.add(new Certificate(
                        fingerprint,
                        Optional.of(certificate.getSubjectX500Principal().getName()),
                        Optional.of(certificate.getIssuerX500Principal().getName()),
                        Optional.of(certificate.getNotAfter().toInstant().toString()),
                        source));
                return;
            }
        } catch (CertificateException e) {
            // said by what is absent
        }
        found.add(new Certificate(fingerprint, Optional.empty(), Optional.empty(), Optional.empty(), source));
    }
}
