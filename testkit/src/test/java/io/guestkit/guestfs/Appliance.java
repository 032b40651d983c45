package io.guestkit.guestfs;

import io.guestkit.testkit.Oracle;

/** Handles for tests. */
final class Appliance {

    private Appliance() {}

    /**
     * A handle to add disks to; ends the test where there is no libguestfs. By qemu directly, and emulated: KVM that can
     * be opened may still fail at its first use.
     */
    static Guestfs create() throws Exception {
        Oracle.require("guestfish");
        Guestfs guestfs = Guestfs.create();
        guestfs.setBackend("direct");
        guestfs.setBackendSetting("force_tcg", "1");
        return guestfs;
    }
}
