package io.guestkit.inspect.windows;

import io.guestkit.inspect.rule.Fact;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The short id that osinfo-db has for this Windows. */
final class WindowsOsinfoRule implements WindowsRule {

    private static final int FIRST_BUILD_OF_11 = 22000;
    private static final int FIRST_BUILD_OF_SERVER_2019 = 17763;
    private static final int FIRST_BUILD_OF_SERVER_2022 = 20348;
    private static final int FIRST_BUILD_OF_SERVER_2025 = 26100;

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        OptionalInt major = draft.findings.number(Fact.MAJOR_VERSION);
        OptionalInt minor = draft.findings.number(Fact.MINOR_VERSION);
        if (major.isPresent() && minor.isPresent()) {
            draft.findings.tell(
                    Fact.OSINFO, id(major.getAsInt() * 10 + minor.getAsInt(), draft), "version, variant, name, build");
        }
    }

    /** @param version 61 for 6.1 */
    private static @Nullable String id(int version, WindowsDraft draft) {
        String variant = draft.findings.value(Fact.PRODUCT_VARIANT).orElse("");
        String name = draft.findings.value(Fact.OS_NAME).orElse("");
        // before Vista there is no InstallationType; then the type of the product decides
        boolean server = variant.isEmpty()
                ? draft.productType != null && !draft.productType.equals("workstation")
                : variant.startsWith("Server");
        return switch (version) {
            case 50 -> "win2k";
            case 51 -> "winxp";
            case 52 -> name.contains("XP") ? "winxp" : name.contains("R2") ? "win2k3r2" : "win2k3";
            case 60 -> server ? "win2k8" : "winvista";
            case 61 -> server ? "win2k8r2" : "win7";
            case 62 -> server ? "win2k12" : "win8";
            case 63 -> server ? "win2k12r2" : "win8.1";
            case 100 -> server ? server(draft.build()) : draft.build() >= FIRST_BUILD_OF_11 ? "win11" : "win10";
            default -> null;
        };
    }

    private static String server(int build) {
        if (build >= FIRST_BUILD_OF_SERVER_2025) {
            return "win2k25";
        }
        if (build >= FIRST_BUILD_OF_SERVER_2022) {
            return "win2k22";
        }
        return build >= FIRST_BUILD_OF_SERVER_2019 ? "win2k19" : "win2k16";
    }
}
