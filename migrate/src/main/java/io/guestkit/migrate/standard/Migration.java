package io.guestkit.migrate.standard;

import io.guestkit.migrate.pipeline.Pipeline;
import java.nio.file.Path;

/** Pipelines with everything that is here: fixes by libguestfs, machines for libvirt and QEMU, boot tests by QEMU. */
public final class Migration {

    private Migration() {}

    /** A pipeline to be told what to migrate. @param output the first new image */
    public static Pipeline.Builder to(Path output) {
        return complete(Pipeline.builder(output));
    }

    /** Gives a pipeline all that it can call. */
    public static Pipeline.Builder complete(Pipeline.Builder pipeline) {
        return pipeline.fixer(new LibguestfsFixer())
                .machines(new MachineFiles())
                .bootTester(new QemuBootTester());
    }
}
