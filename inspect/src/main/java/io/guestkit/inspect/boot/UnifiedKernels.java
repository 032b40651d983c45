package io.guestkit.inspect.boot;

import io.guestkit.inspect.boot.BootMenu.Choice;
import io.guestkit.inspect.parse.OsRelease;
import io.guestkit.inspect.parse.PortableExecutable;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Unified kernel images: EFI programs with kernel, initramfs and command line as sections {@code .linux}, {@code .initrd},
 * {@code .cmdline}, {@code .osrel}, {@code .uname}.
 */
final class UnifiedKernels {

    private static final String DIRECTORY = "EFI/Linux";
    private static final int MAX_TEXT = 64 << 10;
    private static final int MAX_IMAGES = 100;

    private UnifiedKernels() {}

    /** The headers; null if that is no EFI program. */
    static @Nullable PortableExecutable headers(BootFile file) throws IOException {
        byte[] head = file.files().head(file.path(), PortableExecutable.LENGTH);
        return head == null ? null : PortableExecutable.parse(head).orElse(null);
    }

    /** Those in the directory where loaders look for them. */
    static List<Choice> choices(BootFiles files) throws IOException {
        List<Choice> choices = new ArrayList<>();
        for (BootFile top : files.tops()) {
            for (String name : top.files().names(top.path() + DIRECTORY).reversed()) {
                BootFile file = BootFiles.below(top, DIRECTORY + "/" + name);
                if (name.toLowerCase(java.util.Locale.ROOT).endsWith(".efi") && choices.size() < MAX_IMAGES) {
                    Choice choice = choice(file, name.substring(0, name.length() - 4));
                    if (choice != null) {
                        choices.add(choice);
                    }
                }
            }
        }
        return choices;
    }

    /** What it starts; null if it is none. */
    static @Nullable Choice choice(BootFile file, String id) throws IOException {
        PortableExecutable image = headers(file);
        if (image == null || image.section(".linux") == null) {
            return null;
        }
        String release = text(file, image, ".osrel");
        String version = text(file, image, ".uname");
        String options = text(file, image, ".cmdline");
        String name =
                release == null ? id : OsRelease.parse(release).prettyName().orElse(id);
        return new Choice(
                new BootEntry(
                        version == null ? name : name + " (" + version + ")",
                        Optional.of(id),
                        "uki",
                        Optional.of(file.shown()),
                        image.section(".initrd") == null ? List.of() : List.of(file.shown()),
                        options == null || options.isBlank() ? Optional.empty() : Optional.of(options),
                        false,
                        file.shown() + " section .cmdline"),
                file);
    }

    /** A section's text without zeros behind it; null if it has no such section. */
    static @Nullable String text(BootFile file, PortableExecutable image, String name) throws IOException {
        PortableExecutable.Section section = image.section(name);
        if (section == null) {
            return null;
        }
        if (section.size() > MAX_TEXT) {
            throw new CorruptDataException("%s: section %s has %d bytes, expected at most %d"
                    .formatted(file.shown(), name, section.size(), MAX_TEXT));
        }
        byte[] bytes = file.files().range(file.path(), section.offset(), (int) section.size());
        if (bytes == null || bytes.length < section.size()) {
            throw new CorruptDataException("%s: section %s is not in the file".formatted(file.shown(), name));
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
    }
}
