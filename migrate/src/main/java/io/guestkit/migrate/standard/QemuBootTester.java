package io.guestkit.migrate.standard;

import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.machine.BootTest;
import io.guestkit.migrate.machine.BootTestOptions;
import io.guestkit.migrate.machine.BootTestResult;
import io.guestkit.migrate.machine.Machine;
import io.guestkit.migrate.machine.MachineDisk;
import io.guestkit.migrate.machine.MachineOptions;
import io.guestkit.migrate.pipeline.BootTester;
import io.guestkit.migrate.pipeline.OutputDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts guests by {@link BootTest}. */
final class QemuBootTester implements BootTester {

    @Override
    public void require() throws UnsupportedFeatureException {
        BootTest.requireQemu();
    }

    @Override
    public Outcome test(Request request) throws IOException {
        List<MachineDisk> disks = new ArrayList<>();
        for (OutputDisk disk : request.disks()) {
            disks.add(new MachineDisk(disk.made(), disk.format()));
        }
        Machine machine = Machine.fitting(
                request.report(), MachineOptions.forTest(request.former()).withDisks(disks));
        BootTest.require(machine);
        BootTestResult result = BootTest.run(
                machine,
                BootTestOptions.DEFAULT
                        .withDirectory(request.directory())
                        .withNote(request.note())
                        .withCancellation(request.cancellation()));
        return new Outcome(result.success(), result.reason(), result.document());
    }
}
