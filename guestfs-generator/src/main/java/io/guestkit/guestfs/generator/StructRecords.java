package io.guestkit.guestfs.generator;

import io.guestkit.guestfs.generator.ApiTable.Field;
import io.guestkit.guestfs.generator.ApiTable.Struct;
import java.util.ArrayList;
import java.util.List;

/** The record of a struct, and how it is read. */
final class StructRecords {

    private static final int UUID_LENGTH = 32;

    private StructRecords() {}

    static String record(Struct struct) {
        String type = Names.type(struct.name());
        List<String> components = new ArrayList<>();
        StringBuilder parameters = new StringBuilder();
        String buffer = "";
        for (Field field : struct.fields()) {
            String name = Names.method(field.name());
            components.add("        " + type(field.kind()) + " " + name);
            parameters.append(
                    " * @param %s %s, %s%n".formatted(name, "{@code " + field.name() + "}", meaning(field.kind())));
            buffer = field.kind().equals("FBuffer") ? name : buffer;
        }
        return """
                package io.guestkit.guestfs.struct;

                import java.math.BigInteger;
                import java.util.Arrays;
                import java.util.OptionalDouble;
                import org.jspecify.annotations.Nullable;

                /**
                 * {@code struct guestfs_%s}.
                 *
                %s * @see <a href="https://libguestfs.org/guestfs.3.html#structures">Structures in guestfs(3)</a>
                 */
                public record %s(
                %s) {%s}
                """.formatted(
                        struct.name(),
                        parameters,
                        type,
                        String.join(",\n", components),
                        buffer.isEmpty() ? "" : byContent(struct, type));
    }

    /** Arrays are equal by identity, which records would take over. */
    private static String byContent(Struct struct, String type) {
        List<String> equal = new ArrayList<>();
        List<String> hash = new ArrayList<>();
        for (Field field : struct.fields()) {
            String name = Names.method(field.name());
            switch (field.kind()) {
                case "FBuffer" -> {
                    equal.add("Arrays.equals(%s, that.%s)".formatted(name, name));
                    hash.add("Arrays.hashCode(%s)".formatted(name));
                }
                case "FString" -> {
                    equal.add("%s.equals(that.%s)".formatted(name, name));
                    hash.add(name + ".hashCode()");
                }
                default -> throw new IllegalStateException("no rule for equality of " + field);
            }
        }
        return """


                    @Override
                    public boolean equals(@Nullable Object other) {
                        return other instanceof %s that && %s;
                    }

                    @Override
                    public int hashCode() {
                        return %s;
                    }
                """.formatted(type, String.join(" && ", equal), String.join(" * 31 + ", hash));
    }

    /** All readers, in one class. */
    static String readers(List<Struct> structs) {
        StringBuilder source = new StringBuilder("""
                package io.guestkit.guestfs;

                import io.guestkit.guestfs.struct.*;
                import org.jspecify.annotations.NullMarked;

                /** Reads the library's structs where they are. Offsets are those of 64-bit Linux. */
                @NullMarked
                final class Structs {

                    private Structs() {}
                """);
        for (Struct struct : structs) {
            Layout layout = new Layout();
            List<String> values = new ArrayList<>();
            for (Field field : struct.fields()) {
                values.add("                " + read(field, layout));
            }
            source.append("""

                        static final long %s_SIZE = %d;

                        static %s %s(long address) {
                            return new %s(
                    %s);
                        }
                    """.formatted(
                            Names.constant(struct.name()),
                            layout.size(),
                            Names.type(struct.name()),
                            Names.method(struct.name()),
                            Names.type(struct.name()),
                            String.join(",\n", values))
                    .indent(0));
        }
        return source.append("}\n").toString();
    }

    private static String read(Field field, Layout layout) {
        return switch (field.kind()) {
            case "FString", "FDevice" -> "Memory.pointedText(address + %d)".formatted(layout.add(8, 8));
            case "FInt64" -> "Memory.int64(address + %d)".formatted(layout.add(8, 8));
            case "FUInt64", "FBytes" -> "Memory.uint64(address + %d)".formatted(layout.add(8, 8));
            case "FInt32" -> "Memory.int32(address + %d)".formatted(layout.add(4, 4));
            case "FUInt32" -> "Memory.uint32(address + %d)".formatted(layout.add(4, 4));
            case "FChar" -> "Memory.character(address + %d)".formatted(layout.add(1, 1));
            case "FUUID" -> "Memory.text(address + %d, %d)".formatted(layout.add(UUID_LENGTH, 1), UUID_LENGTH);
            case "FOptPercent" -> "Memory.percent(address + %d)".formatted(layout.add(4, 4));
            case "FBuffer" -> "Memory.buffer(address + %d, address + %d)".formatted(layout.add(4, 4), layout.add(8, 8));
            default -> throw new IllegalStateException("unknown kind of field: " + field);
        };
    }

    private static String type(String kind) {
        return switch (kind) {
            case "FString", "FDevice", "FUUID" -> "String";
            case "FInt64", "FUInt32" -> "long";
            case "FUInt64", "FBytes" -> "BigInteger";
            case "FInt32" -> "int";
            case "FChar" -> "char";
            case "FOptPercent" -> "OptionalDouble";
            case "FBuffer" -> "byte[]";
            default -> throw new IllegalStateException("unknown kind of field: " + kind);
        };
    }

    private static String meaning(String kind) {
        return switch (kind) {
            case "FString" -> "text";
            case "FDevice" -> "a device of the appliance";
            case "FUUID" -> "a UUID without hyphens, 32 characters";
            case "FInt64" -> "64 bits, signed";
            case "FUInt64" -> "64 bits, unsigned";
            case "FBytes" -> "a number of bytes: 64 bits, unsigned";
            case "FInt32" -> "32 bits, signed";
            case "FUInt32" -> "32 bits, unsigned";
            case "FChar" -> "one character";
            case "FOptPercent" -> "0 to 100, where it applies";
            case "FBuffer" -> "any bytes";
            default -> throw new IllegalStateException("unknown kind of field: " + kind);
        };
    }
}
