package io.guestkit.inspect.rule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the directory that Windows is in. */
public final class SystemRoot {

    private static final String[] USUAL = {"Windows", "WINNT", "WIN32", "WIN", "ReactOS"};
    /** What only a disk that Windows starts from has. */
    private static final String[] LOADERS = {"bootmgr", "ntldr", "boot.ini", "pagefile.sys", "Program Files"};

    private static final String SECTION = "[operating systems]";
    private static final int MAX_BOOT_INI = 1 << 16;

    private SystemRoot() {}

    /**
     * @param root of a file system
     * @return the name of the directory, spelt as it is stored
     */
    public static Optional<String> find(Path root) throws IOException {
        CaseBlindFiles files = new CaseBlindFiles(root);
        List<String> names = CaseBlindFiles.names(root);
        List<String> candidates = new ArrayList<>(List.of(USUAL));
        candidates.addAll(bootIni(files));
        for (String loader : LOADERS) {
            if (contains(names, loader)) {
                candidates.addAll(names);
                break;
            }
        }
        for (String candidate : candidates) {
            if (contains(names, candidate) && files.isDirectory(candidate + "/System32/config")) {
                Path found = files.find(candidate);
                return Optional.ofNullable(found).map(path -> String.valueOf(path.getFileName()));
            }
        }
        return Optional.empty();
    }

    /** Whether it is what Windows is installed from: a disc, a stick, or the files of one. */
    public static boolean isInstaller(Path root) throws IOException {
        CaseBlindFiles files = new CaseBlindFiles(root);
        List<String> names = CaseBlindFiles.names(root);
        return contains(names, "sources")
                        && (files.file("sources/boot.wim") != null
                                || files.file("sources/install.wim") != null
                                || files.file("sources/install.esd") != null)
                || contains(names, "i386") && files.file("i386/txtsetup.sif") != null;
    }

    private static boolean contains(List<String> names, String name) {
        for (String each : names) {
            if (each.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** Directories in lines such as {@code multi(0)disk(0)rdisk(0)partition(1)\WINNT="Windows 2000"}. */
    private static List<String> bootIni(CaseBlindFiles files) throws IOException {
        List<String> directories = new ArrayList<>();
        Path file = files.file("boot.ini");
        if (file == null || Files.size(file) > MAX_BOOT_INI) {
            return directories;
        }
        boolean inSection = false;
        for (String line :
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()) {
            if (line.startsWith("[")) {
                inSection = line.strip().equalsIgnoreCase(SECTION);
            }
            int backslash = line.indexOf('\\');
            int equals = line.indexOf('=', backslash + 1);
            if (inSection && backslash > 0 && line.charAt(backslash - 1) == ')' && equals > 0) {
                directories.add(line.substring(backslash + 1, equals).strip());
            }
        }
        return directories;
    }
}
