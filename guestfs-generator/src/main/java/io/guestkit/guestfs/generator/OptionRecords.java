package io.guestkit.guestfs.generator;

import io.guestkit.guestfs.generator.ApiTable.Function;
import io.guestkit.guestfs.generator.ApiTable.Parameter;
import java.util.ArrayList;
import java.util.List;

/** The optional arguments of a function: a record, and a builder that is as good as keyword arguments. */
public final class OptionRecords {

    private OptionRecords() {}

    public static String of(Function function) {
        String type = Names.options(function);
        List<String> components = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder parameters = new StringBuilder();
        StringBuilder builder = new StringBuilder();
        boolean secret = false;
        for (Parameter option : function.options()) {
            String name = Names.method(option.name());
            String value = type(option);
            secret |= name.equals("secret");
            fields.add(name);
            components.add("        @Nullable " + value + " " + name);
            parameters.append(" * @param %s {@code %s}, or null%n".formatted(name, option.kind()));
            builder.append("""

                            public Builder %s(%s value) {
                                this.%s = %s;
                                return this;
                            }
                    """.formatted(
                    name, primitive(value), name, value.equals("List<String>") ? "List.copyOf(value)" : "value"));
        }
        StringBuilder declared = new StringBuilder();
        for (String component : components) {
            declared.append("        private ").append(component.strip()).append(";\n");
        }
        return """
                package io.guestkit.guestfs.option;

                import java.util.List;
                import org.jspecify.annotations.Nullable;

                /**
                 * The optional arguments of {@code guestfs_%s}; one that is null is left to the library. Which of them an
                 * installed library knows, it says itself: an unknown one is an error of the call.
                 *
                %s * @see <a href="https://libguestfs.org/guestfs.3.html#guestfs_%s">guestfs_%s in guestfs(3)</a>
                 */
                public record %s(
                %s) {

                    /** None is set yet. */
                    public static Builder builder() {
                        return new Builder();
                    }
                %s
                    /** Sets them by name. */
                    public static final class Builder {

                %s
                        private Builder() {}
                %s
                        public %s build() {
                            return new %s(%s);
                        }
                    }
                }
                """.formatted(
                        function.cName(),
                        parameters,
                        function.cName(),
                        function.cName(),
                        type,
                        String.join(",\n", components),
                        secret ? masked(type, fields) : "",
                        declared,
                        builder,
                        type,
                        type,
                        String.join(", ", fields));
    }

    private static String masked(String type, List<String> fields) {
        List<String> parts = new ArrayList<>();
        for (String field : fields) {
            parts.add("\"%s=\" + %s"
                    .formatted(field, field.equals("secret") ? "(secret == null ? null : \"***\")" : field));
        }
        return """

                    /** Without the secret. */
                    @Override
                    public String toString() {
                        return "%s[" + %s + "]";
                    }
                """.formatted(type, String.join(" + \", \" + ", parts));
    }

    private static String primitive(String type) {
        return switch (type) {
            case "Boolean" -> "boolean";
            case "Integer" -> "int";
            case "Long" -> "long";
            default -> type;
        };
    }

    private static String type(Parameter option) {
        return switch (option.kind().name()) {
            case "OBool" -> "Boolean";
            case "OInt" -> "Integer";
            case "OInt64" -> "Long";
            case "OString" -> "String";
            case "OStringList" -> "List<String>";
            default -> throw new IllegalStateException("unknown kind of optional argument: " + option);
        };
    }
}
