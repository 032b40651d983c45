package io.guestkit.guestfs.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins what a few functions become, and that nothing of the table is left out. */
class GeneratedTest {

    private static ApiTable api = new ApiTable(List.of(), List.of(), List.of());

    @BeforeAll
    static void load() throws Exception {
        api = ApiTable.load();
    }

    private static ApiTable.Function function(String name) {
        return api.functions().stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFunctionWithAStructResult() {
        assertThat(FunctionMethods.of(function("lstatns"))).isEqualTo("""
                    /**
                     * {@code struct guestfs_statns *guestfs_lstatns (guestfs_h *g, const char *path)}
                     *
                     * <p>Since libguestfs 1.27.53. Runs in the appliance: {@link #launch} first.
                     *
                     * @param path an absolute path in the guest ({@code String(Pathname)})
                     * @return what the library's struct holds
                     * @throws GuestfsException if the library reports an error
                     * @throws io.guestkit.io.UnsupportedFeatureException if the installed library has no such function
                     * @throws IllegalStateException if this handle is closed
                     * @see <a href="https://libguestfs.org/guestfs.3.html#guestfs_lstatns">guestfs_lstatns in guestfs(3)</a>
                     */
                    public Statns lstatns(String path) throws IOException {
                        try (Call call = begin(GuestfsFunction.LSTATNS)) {
                            return call.struct(call.invoke(call.text(path)), "guestfs_free_statns", Structs::statns);
                        }
                    }
                """);
    }

    @Test
    void aFunctionWithOptionalArguments() {
        assertThat(FunctionMethods.of(function("mkswap"))).contains("""
                    public void mkswap(String device) throws IOException {
                        try (Call call = begin(GuestfsFunction.MKSWAP)) {
                            call.done(call.invoke(call.text(device), 0));
                        }
                    }
                """).endsWith("""
                    public void mkswap(String device, MkswapOptions options) throws IOException {
                        try (Call call = begin(GuestfsFunction.MKSWAP)) {
                            Argv argv = call.argv(24);
                            argv.text(0, 8, options.label());
                            argv.text(1, 16, options.uuid());
                            call.done(call.invoke(call.text(device), argv.address()));
                        }
                    }
                """);
    }

    @Test
    void aKeyABufferAndADeprecatedOne() {
        assertThat(FunctionMethods.of(function("luks_open"))).endsWith("""
                     * @deprecated replaced by {@link #cryptsetupOpen}
                     */
                    @Deprecated
                    public void luksOpen(String device, byte[] key, String mapname) throws IOException {
                        try (Call call = begin(GuestfsFunction.LUKS_OPEN)) {
                            call.done(call.invoke(call.text(device), call.secret(key), call.text(mapname)));
                        }
                    }
                """);
        assertThat(FunctionMethods.of(function("pwrite"))).contains("""
                            return call.int32(call.invoke(call.text(path), call.bytes(content), content.length, offset));
                """);
        assertThat(FunctionMethods.of(function("read_file"))).contains("""
                            return call.buffer(call.invoke(call.text(path), call.sizeOfResult()));
                """);
    }

    @Test
    void cancellingWaitsForNoOtherCall() {
        assertThat(FunctionMethods.of(function("user_cancel"))).endsWith("""
                    public void userCancel() throws IOException {
                        cancel();
                    }
                """);
    }

    @Test
    void optionsHaveABuilder() {
        assertThat(OptionRecords.of(function("umount"))).contains("""
                public record UmountOptions(
                        @Nullable Boolean force,
                        @Nullable Boolean lazyunmount) {
                """).contains("""
                        public Builder force(boolean value) {
                            this.force = value;
                            return this;
                        }
                """);
        assertThat(OptionRecords.of(function("add_drive"))).contains("(secret == null ? null : \"***\")");
    }

    @Test
    void everyFunctionStructAndEventIsThere(@TempDir Path directory) throws Exception {
        Generator.main(new String[] {directory.toString()});
        Path sources = directory.resolve("io/guestkit/guestfs");
        String guestfs = Files.readString(sources.resolve("Guestfs.java"));
        String functions = Files.readString(sources.resolve("GuestfsFunction.java"));
        assertThat(api.functions()).hasSizeGreaterThan(600);
        for (ApiTable.Function function : api.functions()) {
            assertThat(guestfs).contains(" " + Names.method(function.name()) + "(");
            assertThat(functions).contains("    " + Names.constant(function.name()) + "(\"" + function.name() + "\"");
        }
        for (ApiTable.Struct struct : api.structs()) {
            assertThat(sources.resolve("struct/" + Names.type(struct.name()) + ".java"))
                    .exists();
        }
        try (Stream<Path> options = Files.list(sources.resolve("option"))) {
            assertThat(options)
                    .hasSize(1
                            + (int) api.functions().stream()
                                    .filter(function -> !function.options().isEmpty())
                                    .count());
        }
    }

    @Test
    void whatHasNotChangedIsNotWrittenAgain(@TempDir Path directory) throws Exception {
        Generator.main(new String[] {directory.toString()});
        Path file = directory.resolve("io/guestkit/guestfs/Guestfs.java");
        var written = Files.getLastModifiedTime(file);
        Generator.main(new String[] {directory.toString()});
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
    }
}
