package io.guestkit.migrate.fix;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Operations as parts of a document. */
final class OperationDocument {

    private OperationDocument() {}

    /** Adds what an operation is. */
    static void put(Operation operation, Map<String, Object> map) {
        switch (operation) {
            case Operation.EditFile edit -> {
                map.put("kind", "edit_file");
                map.put("path", edit.path());
                map.put("charset", edit.charset());
                map.put("before", edit.before());
                map.put("after", edit.after());
                // each ends with a newline; a carriage return in front of it is the file's own
                map.put(
                        "diff",
                        List.of(edit.diff()
                                .substring(0, edit.diff().length() - 1)
                                .split("\n", -1)));
            }
            case Operation.WriteFile write -> {
                map.put("kind", "write_file");
                map.put("path", write.path());
                map.put("mode", PlanDocument.octal(write.mode()));
                write.replaces().ifPresent(digest -> map.put("replaces", digest));
                map.put("content", write.content());
            }
            case Operation.CopyIn copy -> {
                map.put("kind", "copy_in");
                map.put("source", copy.source());
                map.put("path", copy.path());
                map.put("sha256", copy.sha256());
                map.put("mode", PlanDocument.octal(copy.mode()));
                copy.replaces().ifPresent(digest -> map.put("replaces", digest));
            }
            case Operation.CopyFile copy -> {
                map.put("kind", "copy_file");
                copy.device().ifPresent(device -> map.put("device", device));
                map.put("from", copy.from());
                map.put("path", copy.path());
                map.put("sha256", copy.sha256());
            }
            case Operation.MakeDirectory directory -> {
                map.put("kind", "make_directory");
                map.put("path", directory.path());
                map.put("mode", PlanDocument.octal(directory.mode()));
            }
            case Operation.MakeSymlink link -> {
                map.put("kind", "make_symlink");
                map.put("path", link.path());
                map.put("link_target", link.target());
                link.replaces().ifPresent(target -> map.put("replaces", target));
            }
            case Operation.Delete delete -> {
                map.put("kind", "delete");
                map.put("path", delete.path());
            }
            case Operation.Move move -> {
                map.put("kind", "move");
                map.put("from", move.from());
                map.put("path", move.path());
                map.put("type", move.type());
                map.put("sha256", move.sha256());
            }
            case Operation.Truncate truncate -> {
                map.put("kind", "truncate");
                map.put("path", truncate.path());
            }
            case Operation.SetPermissions permissions -> {
                map.put("kind", "set_permissions");
                map.put("path", permissions.path());
                permissions.mode().ifPresent(mode -> map.put("mode", PlanDocument.octal(mode)));
                permissions.uid().ifPresent(uid -> map.put("uid", uid));
                permissions.gid().ifPresent(gid -> map.put("gid", gid));
            }
            case Operation.AddDrivers drivers -> {
                map.put("kind", "add_drivers");
                map.put("path", drivers.path());
                map.put("kernel", drivers.kernel());
                map.put("modules", drivers.modules());
                map.put("tool", drivers.tool());
                map.put("or_append", drivers.orAppend());
            }
            case Operation.SetRegistryValue value -> {
                map.put("kind", "set_registry_value");
                map.put("hive", value.hive());
                map.put("key", value.key());
                map.put("name", value.name());
                map.put("type", value.type());
                map.put("data", value.data());
                map.put("shown", value.shown());
            }
            case Operation.DeleteRegistryKey key -> {
                map.put("kind", "delete_registry_key");
                key.device().ifPresent(device -> map.put("device", device));
                map.put("hive", key.hive());
                map.put("key", key.key());
            }
            case Operation.RunCommand command -> {
                map.put("kind", "run_command");
                map.put("arguments", command.arguments());
                map.put("writes", command.writes());
                List<Object> proofs = new ArrayList<>();
                for (Proof proof : command.proofs()) {
                    Map<String, Object> each =
                            PlanDocument.ordered("kind", proof.kind().id(), "path", proof.path());
                    proof.value().ifPresent(value -> each.put("value", value));
                    proofs.add(each);
                }
                map.put("proofs", proofs);
            }
        }
    }

    static Operation read(Fields fields) throws FixException {
        String kind = fields.text("kind");
        return switch (kind) {
            case "edit_file" ->
                new Operation.EditFile(
                        path(fields, "path"),
                        charset(fields),
                        fields.text("before"),
                        fields.text("after"),
                        String.join("\n", fields.texts("diff")) + "\n");
            case "write_file" ->
                new Operation.WriteFile(
                        path(fields, "path"), fields.text("content"), fields.mode("mode"), fields.optional("replaces"));
            case "copy_in" ->
                new Operation.CopyIn(
                        fields.text("source"),
                        path(fields, "path"),
                        fields.text("sha256"),
                        fields.mode("mode"),
                        fields.optional("replaces"));
            case "copy_file" ->
                new Operation.CopyFile(
                        fields.optional("device"), path(fields, "from"), path(fields, "path"), fields.text("sha256"));
            case "make_directory" -> new Operation.MakeDirectory(path(fields, "path"), fields.mode("mode"));
            case "make_symlink" ->
                new Operation.MakeSymlink(
                        path(fields, "path"), fields.text("link_target"), fields.optional("replaces"));
            case "delete" -> new Operation.Delete(path(fields, "path"));
            case "move" ->
                new Operation.Move(
                        path(fields, "from"), path(fields, "path"), fields.text("type"), fields.text("sha256"));
            case "truncate" -> new Operation.Truncate(path(fields, "path"));
            case "set_permissions" -> {
                OptionalInt mode =
                        fields.optional("mode").isPresent() ? OptionalInt.of(fields.mode("mode")) : OptionalInt.empty();
                OptionalInt uid = PlanDocument.number(fields, "uid");
                yield new Operation.SetPermissions(path(fields, "path"), mode, uid, PlanDocument.number(fields, "gid"));
            }
            case "add_drivers" ->
                new Operation.AddDrivers(
                        path(fields, "path"),
                        fields.text("kernel"),
                        fields.texts("modules"),
                        fields.texts("tool"),
                        fields.flag("or_append"));
            case "set_registry_value" ->
                new Operation.SetRegistryValue(
                        path(fields, "hive"),
                        fields.text("key"),
                        fields.text("name"),
                        Math.toIntExact(fields.number("type")),
                        fields.text("data"),
                        fields.text("shown"));
            case "delete_registry_key" ->
                new Operation.DeleteRegistryKey(fields.optional("device"), path(fields, "hive"), fields.text("key"));
            case "run_command" -> command(fields);
            default -> throw new FixException("unknown kind of step: " + kind);
        };
    }

    private static Operation command(Fields fields) throws FixException {
        List<Proof> proofs = new ArrayList<>();
        for (Fields each : fields.list("proofs")) {
            String kind = each.text("kind");
            try {
                Proof.Kind known = Proof.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
                proofs.add(new Proof(known, each.text("path"), each.optional("value")));
            } catch (IllegalArgumentException e) {
                throw new FixException("a proof of kind %s cannot be: %s".formatted(kind, e.getMessage()));
            }
            each.requireAllRead();
        }
        try {
            return new Operation.RunCommand(fields.texts("arguments"), fields.texts("writes"), proofs);
        } catch (IllegalArgumentException e) {
            throw new FixException(String.valueOf(e.getMessage()));
        }
    }

    private static String path(Fields fields, String key) throws FixException {
        String path = fields.text(key);
        if (!path.startsWith("/") || path.length() < 2 || path.indexOf('\0') >= 0) {
            throw new FixException("%s is %s, expected an absolute path below the guest's root".formatted(key, path));
        }
        return path;
    }

    private static String charset(Fields fields) throws FixException {
        String charset = fields.text("charset");
        if (!charset.equals("utf-8") && !charset.equals("iso-8859-1")) {
            throw new FixException("charset is %s, expected utf-8 or iso-8859-1".formatted(charset));
        }
        return charset;
    }
}
