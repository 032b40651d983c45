package io.guestkit.migrate.windows;

import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Work that only Windows itself can do, by a service at its first start: drivers are installed for good, static addresses
 * set on the new network cards, QEMU's agent installed, other hypervisors' tools uninstalled.
 *
 * <p>A service runs without anybody logging on, which a server may wait for long and RunOnce would need. It brings no
 * program: its command starts the script as another process and ends at once, for which the service control manager writes
 * one error into the event log. The script deletes the service and itself.
 */
final class FirstBootRule implements FixRule {

    static final String SERVICE = "guestkit-firstboot";

    private static final String DIRECTORY = "guestkit";
    private static final String SCRIPT = "firstboot.cmd";
    private static final String NETWORK = "network.ps1";
    private static final int OWN_PROCESS = 0x10;
    private static final int AUTOMATIC = 2;
    /** Nothing is shown if it fails. */
    private static final int IGNORE = 0;

    @Override
    public String name() {
        return "first-boot";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.MACS, FixOptions.Wish.GUEST_AGENT);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        try (WindowsGuest guest = WindowsGuest.of(draft)) {
            if (!guest.version().isAtLeast(6, 0)) {
                if (draft.options().guestAgent().isPresent()) {
                    throw new UnsupportedFeatureException(
                            "--guest-agent: this Windows has nobody who could install it at its first start");
                }
                draft.note(
                        "this Windows has no tool that installs drivers without somebody who answers: log on, and let"
                                + " it look for drivers by itself; tools of other hypervisors have to be uninstalled by hand");
                return;
            }
            FirstBootScript script = new FirstBootScript();
            drivers(draft, guest, script);
            StaticNetwork network = StaticNetwork.of(draft, guest);
            if (!network.isEmpty()) {
                script.network(NETWORK);
            }
            String directory = guest.inWindows(DIRECTORY);
            GuestAgent agent = GuestAgent.of(draft, guest);
            if (agent != null) {
                agent.stage(draft, directory, script);
            }
            if (CrashControlRule.isOn(guest)
                    || FirstBootScript.restoresAutomaticRestart(draft.text(directory + "/" + SCRIPT))) {
                script.restoreAutomaticRestart();
            }
            List<String> evidence = new ArrayList<>();
            if (draft.options().tools() == FixOptions.Tools.REMOVE) {
                for (ForeignTools.Product product : ForeignTools.of(guest)) {
                    script.uninstall(product);
                    evidence.add(product.evidence());
                }
            }
            if (script.isEmpty()) {
                return;
            }
            String reason = "what only Windows itself can do is done when it starts first";
            if (!network.isEmpty()) {
                draft.write(
                        directory + "/" + NETWORK,
                        network.script(),
                        0644,
                        "Windows keeps addresses with a network card, and the new one is another",
                        network.evidence());
            }
            draft.write(directory + "/" + SCRIPT, script.text(SERVICE), 0644, reason, evidence);
            service(draft, guest, directory + "/" + SCRIPT, reason);
            draft.note(
                    "not proved without starting it: the work of the first start. Its log is %s\\firstboot.log, and the"
                                    .formatted("%SystemRoot%\\" + DIRECTORY)
                            + " event log has an error of the service " + SERVICE
                            + " (7000 or 7009), which is expected");
        }
    }

    private static void drivers(Draft draft, WindowsGuest guest, FirstBootScript script) throws IOException {
        Optional<Path> drivers = draft.options().virtioWin();
        if (drivers.isPresent()) {
            try (VirtioWin virtioWin = VirtioWin.open(drivers.get())) {
                for (String inf : DriverStagingRule.infs(virtioWin, guest.version())) {
                    script.driver(DriverStagingRule.DIRECTORY.replace('/', '\\') + "\\" + inf);
                }
            }
        }
    }

    private static void service(Draft draft, WindowsGuest guest, String script, String reason) throws IOException {
        String key = guest.inControlSet("Services\\" + SERVICE);
        RegistryChanges changes =
                new RegistryChanges(draft, guest.system(), reason, List.of(guest.controlSetEvidence()), script);
        changes.number(key, "Type", OWN_PROCESS);
        changes.number(key, "Start", AUTOMATIC);
        changes.number(key, "ErrorControl", IGNORE);
        changes.text(key, "DisplayName", "First start on another hypervisor");
        changes.text(key, "ObjectName", "LocalSystem");
        changes.expandable(
                key,
                "ImagePath",
                "%SystemRoot%\\System32\\cmd.exe /c start \"\" /min %SystemRoot%\\System32\\cmd.exe /c %SystemRoot%\\"
                        + DIRECTORY + "\\" + SCRIPT);
    }
}
