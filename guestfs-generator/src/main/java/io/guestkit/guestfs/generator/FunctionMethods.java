package io.guestkit.guestfs.generator;

import io.guestkit.guestfs.generator.ApiTable.Function;
import io.guestkit.guestfs.generator.ApiTable.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The methods of {@code Guestfs} that one function becomes. */
public final class FunctionMethods {

    private final Function function;
    private final List<String> declared = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();

    private FunctionMethods(Function function) {
        this.function = function;
        for (Parameter parameter : function.parameters()) {
            add(parameter);
        }
        if (function.returns().name().equals("RBufferOut")) {
            passed.add("call.sizeOfResult()");
        }
    }

    /** @return source text, indented, with its Javadoc */
    public static String of(Function function) {
        FunctionMethods methods = new FunctionMethods(function);
        return function.options().isEmpty() ? methods.plain() : methods.withoutOptions() + "\n" + methods.withOptions();
    }

    private void add(Parameter parameter) {
        String name = Names.method(parameter.name());
        names.add(name);
        switch (parameter.kind().name()) {
            case "String" -> {
                switch (parameter.kind().of()) {
                    case "Key" -> pass("byte[] " + name, "call.secret(" + name + ")");
                    case "FileIn", "FileOut" -> pass("Path " + name, "call.text(" + name + ".toString())");
                    default -> pass("String " + name, "call.text(" + name + ")");
                }
            }
            case "OptString" -> pass("@Nullable String " + name, "call.optionalText(" + name + ")");
            case "StringList" -> pass("List<String> " + name, "call.texts(" + name + ")");
            case "BufferIn" -> {
                pass("byte[] " + name, "call.bytes(" + name + ")");
                passed.add(name + ".length");
            }
            case "Bool" -> pass("boolean " + name, name + " ? 1 : 0");
            case "Int" -> pass("int " + name, name);
            case "Int64" -> pass("long " + name, name);
            case "Pointer" -> pass("MemorySegment " + name, name + ".address()");
            default -> throw new IllegalStateException("unknown kind of argument: " + parameter);
        }
    }

    private void pass(String declaration, String value) {
        declared.add(declaration);
        passed.add(value);
    }

    private String plain() {
        return documentation(false) + method(declared, "", passed);
    }

    private String withoutOptions() {
        List<String> arguments = new ArrayList<>(passed);
        arguments.add("0");
        return documentation(false) + method(declared, "", arguments);
    }

    private String withOptions() {
        List<String> declarations = new ArrayList<>(declared);
        declarations.add(Names.options(function) + " options");
        StringBuilder argv = new StringBuilder();
        Layout layout = new Layout();
        layout.add(Long.BYTES, Long.BYTES); // the bitmask
        int bit = 0;
        for (Parameter option : function.options()) {
            String setter;
            long offset;
            switch (option.kind().name()) {
                case "OBool", "OInt" -> {
                    setter = option.kind().name().equals("OBool") ? "bool" : "int32";
                    offset = layout.add(Integer.BYTES, Integer.BYTES);
                }
                case "OInt64" -> {
                    setter = "int64";
                    offset = layout.add(Long.BYTES, Long.BYTES);
                }
                case "OString" -> {
                    setter = "text";
                    offset = layout.add(Long.BYTES, Long.BYTES);
                }
                case "OStringList" -> {
                    setter = "texts";
                    offset = layout.add(Long.BYTES, Long.BYTES);
                }
                default -> throw new IllegalStateException("unknown kind of optional argument: " + option);
            }
            argv.append("            argv.%s(%d, %d, options.%s());%n"
                    .formatted(setter, bit++, offset, Names.method(option.name())));
        }
        String head = "            Argv argv = call.argv(%d);%n".formatted(layout.size());
        List<String> arguments = new ArrayList<>(passed);
        arguments.add("argv.address()");
        return documentation(true) + method(declarations, head + argv, arguments);
    }

    /** Meant for other threads than that of the call that is to end. */
    private boolean isForAnyThread() {
        return function.name().equals("user_cancel");
    }

    private String method(List<String> declarations, String before, List<String> arguments) {
        StringBuilder source = new StringBuilder();
        function.replacement().ifPresent(_ -> source.append("    @Deprecated\n"));
        source.append("    public %s %s(%s) throws IOException {%n"
                .formatted(resultType(), Names.method(function.name()), String.join(", ", declarations)));
        if (isForAnyThread()) {
            return source.append("        cancel();\n    }\n").toString();
        }
        source.append(
                "        try (Call call = begin(GuestfsFunction.%s)) {%n".formatted(Names.constant(function.name())));
        source.append(before);
        source.append("            %s%n".formatted(statement("call.invoke(" + String.join(", ", arguments) + ")")));
        return source.append("        }\n    }\n").toString();
    }

    private String statement(String invocation) {
        String of = function.returns().of();
        return switch (function.returns().name()) {
            case "RErr" -> "call.done(" + invocation + ");";
            case "RInt" -> "return call.int32(" + invocation + ");";
            case "RBool" -> "return call.bool(" + invocation + ");";
            case "RInt64" -> "return call.int64(" + invocation + ");";
            case "RConstString" -> "return call.constant(" + invocation + ");";
            case "RConstOptString" -> "return call.optionalConstant(" + invocation + ");";
            case "RString" -> "return call.string(" + invocation + ");";
            case "RBufferOut" -> "return call.buffer(" + invocation + ");";
            case "RStringList" -> "return call.strings(" + invocation + ");";
            case "RHashtable" -> "return call.map(" + invocation + ");";
            case "RStruct" ->
                "return call.struct(%s, \"guestfs_free_%s\", Structs::%s);".formatted(invocation, of, Names.method(of));
            case "RStructList" ->
                "return call.structList(%s, \"guestfs_free_%s_list\", Structs.%s_SIZE, Structs::%s);"
                        .formatted(invocation, of, Names.constant(of), Names.method(of));
            default -> throw new IllegalStateException("unknown kind of result: " + function);
        };
    }

    private String resultType() {
        return switch (function.returns().name()) {
            case "RErr" -> "void";
            case "RInt" -> "int";
            case "RBool" -> "boolean";
            case "RInt64" -> "long";
            case "RConstString", "RString" -> "String";
            case "RConstOptString" -> "Optional<String>";
            case "RBufferOut" -> "byte[]";
            case "RStringList" -> "List<String>";
            case "RHashtable" -> "SequencedMap<String, String>";
            case "RStruct" -> Names.type(function.returns().of());
            case "RStructList" -> "List<" + Names.type(function.returns().of()) + ">";
            default -> throw new IllegalStateException("unknown kind of result: " + function);
        };
    }

    private String documentation(boolean withOptions) {
        StringBuilder doc = new StringBuilder("    /**\n");
        line(doc, "{@code " + Prototype.of(function) + "}");
        if (!function.options().isEmpty() && !withOptions) {
            line(doc, "without optional arguments.");
        }
        line(doc, "");
        List<String> facts = new ArrayList<>();
        function.since().ifPresent(since -> facts.add("Since libguestfs " + since + "."));
        if (function.inDaemon()) {
            facts.add("Runs in the appliance: {@link #launch} first.");
        }
        function.featureGroup()
                .ifPresent(group -> facts.add("Feature group {@code " + group
                        + "}: {@link #featureAvailable} tells whether the appliance has it."));
        if (function.progress()) {
            facts.add("May send {@link GuestfsEvent#PROGRESS}.");
        }
        if (!function.visibility().equals("Public")) {
            facts.add(purpose());
        }
        if (!facts.isEmpty()) {
            line(doc, "<p>" + String.join(" ", facts));
            line(doc, "");
        }
        for (int i = 0; i < names.size(); i++) {
            ApiTable.Kind kind = function.parameters().get(i).kind();
            line(doc, "@param " + names.get(i) + " " + meaning(kind) + " ({@code " + kind + "})");
        }
        if (withOptions) {
            line(doc, "@param options those that are not set are left to the library");
        }
        String result = result();
        if (!result.isEmpty()) {
            line(doc, "@return " + result);
        }
        line(doc, "@throws GuestfsException if the library reports an error");
        line(doc, "@throws io.guestkit.io.UnsupportedFeatureException if the installed library has no such function");
        line(doc, "@throws IllegalStateException if this handle is closed");
        line(
                doc,
                "@see <a href=\"https://libguestfs.org/guestfs.3.html#guestfs_%s\">guestfs_%s in guestfs(3)</a>"
                        .formatted(function.cName(), function.cName()));
        function.replacement().ifPresent(name -> line(doc, deprecation(name)));
        return doc.append("     */\n").toString();
    }

    private static void line(StringBuilder doc, String text) {
        doc.append(text.isEmpty() ? "     *\n" : "     * " + text + "\n");
    }

    private String purpose() {
        return switch (function.visibility()) {
            case "PublicNoFish" -> "guestfish has its own version of it.";
            case "StateTest" -> "Tells the state of the handle.";
            case "Debug" -> "For debugging; its results are not part of the stable API.";
            case "BindTest" -> "For testing bindings; does nothing else.";
            default -> throw new IllegalStateException("unknown visibility: " + function);
        };
    }

    private static String deprecation(String replacement) {
        return replacement.isEmpty()
                ? "@deprecated without a replacement"
                : replacement.startsWith("internal_")
                        ? "@deprecated replaced by {@code " + replacement + "}"
                        : "@deprecated replaced by {@link #" + Names.method(replacement) + "}";
    }

    private static String meaning(ApiTable.Kind kind) {
        return switch (kind.name()) {
            case "String" ->
                switch (kind.of()) {
                    case "PlainString" -> "text";
                    case "Pathname" -> "an absolute path in the guest";
                    case "Device" -> "a block device of the appliance, such as {@code /dev/sda1}";
                    case "Mountable" ->
                        "a device, or what else can be mounted, such as {@code btrfsvol:/dev/sda1/home}";
                    case "Dev_or_Path" -> "a block device of the appliance, or an absolute path in the guest";
                    case "Mountable_or_Path" -> "what can be mounted, or an absolute path in the guest";
                    case "FileIn" -> "a file of the host, which is read";
                    case "FileOut" -> "a file of the host, which is written";
                    case "GUID" -> "a GUID in text form";
                    case "Key" -> "a secret without NUL; this side's copy of it is wiped when the call is over";
                    default -> throw new IllegalStateException("unknown kind of argument: " + kind);
                };
            case "OptString" -> "text, or null";
            case "StringList" -> "any number of them, none of which is null";
            case "BufferIn" -> "any bytes";
            case "Bool" -> "true or false";
            case "Int" -> "32 bits, signed";
            case "Int64" -> "64 bits, signed";
            case "Pointer" -> "the address of what libvirt calls so";
            default -> throw new IllegalStateException("unknown kind of argument: " + kind);
        };
    }

    private String result() {
        return switch (function.returns().name()) {
            case "RErr" -> "";
            case "RInt" -> "never -1, which is how the library reports an error";
            case "RBool" -> "the answer";
            case "RInt64" -> "never -1, which is how the library reports an error";
            case "RConstString", "RString" -> "text; bytes that are not UTF-8 are U+DC80 to U+DCFF";
            case "RConstOptString" -> "text, where there is any";
            case "RBufferOut" -> "bytes, NUL among them";
            case "RStringList" -> "texts, in the library's order; bytes that are not UTF-8 are U+DC80 to U+DCFF";
            case "RHashtable" -> "keys and values, in the library's order";
            case "RStruct" -> "what the library's struct holds";
            case "RStructList" -> "what the library's structs hold, in its order";
            default -> throw new IllegalStateException("unknown kind of result: " + function);
        };
    }

    /** The types that signatures of these methods may need an import for. */
    static Optional<String> structType(Function function) {
        return function.returns().name().startsWith("RStruct")
                ? Optional.of(Names.type(function.returns().of()))
                : Optional.empty();
    }
}
