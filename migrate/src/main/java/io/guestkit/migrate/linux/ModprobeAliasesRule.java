package io.guestkit.migrate.linux;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Aliases by which old guests load the drivers of their network cards and disks, and by which mkinitrd chooses what it
 * takes along: modprobe.conf(5), modules.conf(5).
 */
final class ModprobeAliasesRule implements FixRule {

    private static final Pattern ALIAS =
            Pattern.compile("(\\s*alias\\s+)(eth\\d+|scsi_hostadapter\\d*)(\\s+)([\\w-]+)(.*)");

    private static final Set<String> CONTROLLERS = Set.of(
            "mptspi",
            "mptsas",
            "mptbase",
            "mptscsih",
            "mptfc",
            "vmw_pvscsi",
            "pvscsi",
            "BusLogic",
            "buslogic",
            "sym53c8xx",
            "aic7xxx",
            "ata_piix",
            "ahci",
            "piix",
            "hv_storvsc",
            "storvsc",
            "xenblk",
            "xen-vbd",
            "xen_blkfront",
            "xen-blkfront",
            "prl_tg");

    @Override
    public String name() {
        return "modprobe-aliases";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        for (String path : new String[] {"/etc/modprobe.conf", "/etc/modules.conf", "/etc/conf.modules"}) {
            plan(draft, path);
        }
        for (String name : draft.files().names("/etc/modprobe.d")) {
            if (!name.endsWith("~") && !name.endsWith(".rpmsave") && !name.endsWith(".dpkg-old")) {
                plan(draft, "/etc/modprobe.d/" + name);
            }
        }
    }

    private static void plan(Draft draft, String path) throws IOException {
        String text = draft.files().isFile(path) ? draft.text(path) : null;
        Lines lines = new Lines(text == null ? "" : text);
        List<String> evidence = new ArrayList<>();
        for (int number = 1; number <= lines.count(); number++) {
            Matcher alias = ALIAS.matcher(lines.line(number));
            if (!alias.matches()) {
                continue;
            }
            boolean network = alias.group(2).startsWith("eth");
            Set<String> old = network ? NetworkDrivers.OLD : CONTROLLERS;
            if (old.contains(alias.group(4))) {
                evidence.add(
                        "%s:%d: %s".formatted(path, number, lines.line(number).strip()));
                String now = network ? "virtio_net" : "virtio_blk";
                lines.replace(number, alias.group(1) + alias.group(2) + alias.group(3) + now + alias.group(5));
            }
        }
        if (!evidence.isEmpty()) {
            draft.edit(path, lines.text(), "the devices will be of virtio", evidence);
        }
    }
}
