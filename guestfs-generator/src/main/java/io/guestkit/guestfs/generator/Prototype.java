package io.guestkit.guestfs.generator;

import java.util.ArrayList;
import java.util.List;

/** The C prototype of the symbol that is bound, laid out as guestfs.h has it. */
public final class Prototype {

    private Prototype() {}

    public static String of(ApiTable.Function function) {
        List<String> parameters = new ArrayList<>();
        parameters.add("guestfs_h *g");
        for (ApiTable.Parameter parameter : function.parameters()) {
            String name = parameter.name();
            switch (parameter.kind().name()) {
                case "String", "OptString" -> parameters.add("const char *" + name);
                case "StringList" -> parameters.add("char *const *" + name);
                case "BufferIn" -> {
                    parameters.add("const char *" + name);
                    parameters.add("size_t " + name + "_size");
                }
                case "Bool", "Int" -> parameters.add("int " + name);
                case "Int64" -> parameters.add("int64_t " + name);
                case "Pointer" -> parameters.add("void * " + name);
                default -> throw new IllegalStateException("unknown kind of argument: " + parameter);
            }
        }
        if (function.returns().name().equals("RBufferOut")) {
            parameters.add("size_t *size_r");
        }
        if (!function.options().isEmpty()) {
            parameters.add("const struct guestfs_" + function.cName() + "_argv *optargs");
        }
        return result(function.returns()) + function.symbol() + " (" + String.join(", ", parameters) + ")";
    }

    private static String result(ApiTable.Kind returns) {
        return switch (returns.name()) {
            case "RErr", "RInt", "RBool" -> "int ";
            case "RInt64" -> "int64_t ";
            case "RConstString", "RConstOptString" -> "const char *";
            case "RString", "RBufferOut" -> "char *";
            case "RStringList", "RHashtable" -> "char **";
            case "RStruct" -> "struct guestfs_" + returns.of() + " *";
            case "RStructList" -> "struct guestfs_" + returns.of() + "_list *";
            default -> throw new IllegalStateException("unknown kind of result: " + returns);
        };
    }
}
