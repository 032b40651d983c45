package io.guestkit.migrate.standard;

import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.machine.LibvirtDomain;
import io.guestkit.migrate.machine.Machine;
import io.guestkit.migrate.machine.MachineDisk;
import io.guestkit.migrate.machine.MachineOptions;
import io.guestkit.migrate.machine.QemuCommand;
import io.guestkit.migrate.pipeline.MachineWriter;
import io.guestkit.migrate.pipeline.OutputDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Beside the output: a domain for libvirt, and a script that starts QEMU. None where there is no guest. */
final class MachineFiles implements MachineWriter {

    private static final String DOMAIN = ".xml";
    private static final String SCRIPT = ".sh";

    @Override
    public List<String> names(String name) {
        return List.of(name + DOMAIN, name + SCRIPT);
    }

    @Override
    public void write(Request request) throws IOException {
        if (request.report().guests().isEmpty()) {
            return;
        }
        List<MachineDisk> disks = new ArrayList<>();
        for (OutputDisk disk : request.disks()) {
            disks.add(new MachineDisk(disk.place(), disk.format()));
        }
        Machine machine;
        try {
            machine = Machine.fitting(
                    request.report(),
                    MachineOptions.DEFAULT
                            .withFormer(request.former())
                            .withName(request.name())
                            .withDisks(disks));
        } catch (UnsupportedFeatureException e) {
            return; // no machine is known for such a guest, which its disks do not suffer from
        }
        Path directory = request.directory();
        Files.writeString(directory.resolve(request.name() + DOMAIN), LibvirtDomain.of(machine));
        Path script = directory.resolve(request.name() + SCRIPT);
        Path nvram = request.disks().getFirst().place().resolveSibling(request.name() + ".nvram");
        Files.writeString(script, QemuCommand.script(machine, nvram));
    }
}
