package io.guestkit.migrate.windows;

/**
 * A version of Windows as drivers tell them apart.
 *
 * @param major of NT: 10 for Windows 10 and 11, 6 from Vista to 8.1
 * @param architecture as libguestfs spells it: {@code x86_64}, {@code i386}, {@code aarch64}
 * @param productType as in winnt.h: {@link #WORKSTATION}, {@link #DOMAIN_CONTROLLER} or {@link #SERVER}
 */
record WindowsVersion(int major, int minor, int build, String architecture, int productType) {

    static final int WORKSTATION = 1;
    static final int DOMAIN_CONTROLLER = 2;
    static final int SERVER = 3;

    boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || major == otherMajor && minor >= otherMinor;
    }

    /** From Windows 8 on, devices are bound by DriverDatabase. */
    boolean hasDriverDatabase() {
        return isAtLeast(6, 2);
    }

    /** As INF files and folders of drivers spell the architecture, in small letters; empty if it is another one. */
    String infArchitecture() {
        return switch (architecture) {
            case "x86_64" -> "amd64";
            case "i386" -> "x86";
            case "aarch64" -> "arm64";
            default -> "";
        };
    }

    /** Machine in the header of its programs. PE format: "Machine Types"; -1 if it is another one. */
    int machine() {
        return switch (architecture) {
            case "x86_64" -> 0x8664;
            case "i386" -> 0x014c;
            case "aarch64" -> 0xaa64;
            default -> -1;
        };
    }

    /** Processor architecture as in winnt.h. */
    int processorArchitecture() {
        return switch (architecture) {
            case "x86_64" -> 9;
            case "aarch64" -> 12;
            default -> 0;
        };
    }

    /** What virtio-win calls the folder for it, in small letters. */
    String folder() {
        boolean client = productType == WORKSTATION;
        return switch (major * 100 + minor) {
            case 1000 -> client ? build >= 22000 ? "w11" : "w10" : serverFolder();
            case 603 -> client ? "w8.1" : "2k12r2";
            case 602 -> client ? "w8" : "2k12";
            case 601 -> client ? "w7" : "2k8r2";
            case 600 -> client ? "vista" : "2k8";
            case 502 -> client ? "xp" : "2k3";
            default -> "xp";
        };
    }

    private String serverFolder() {
        if (build >= 26100) {
            return "2k25";
        }
        return build >= 20348 ? "2k22" : build >= 17763 ? "2k19" : "2k16";
    }

    @Override
    public String toString() {
        return "NT %d.%d build %d, %s, %s"
                .formatted(major, minor, build, architecture, productType == WORKSTATION ? "workstation" : "server");
    }
}
