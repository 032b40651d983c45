package io.guestkit.migrate.fix;

import io.guestkit.image.MachineDescription.Card;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a plan may and shall do beside what is always right.
 *
 * @param rules names of the only rules to ask; all if empty
 * @param withoutRules names of rules not to ask
 * @param initramfs how drivers get into it
 * @param tools what to do with tools of other hypervisors
 * @param serialConsole whether the guest shall talk on its first serial line, too
 * @param regenerateGrub whether GRUB's own tool shall write its configuration anew
 * @param macs of network interfaces, by their names in the guest, where somebody knows them; lower case with colons
 * @param virtioWin drivers for Windows, a folder or an ISO
 * @param guestAgent package of the QEMU guest agent that fits the guest: a file on this machine, or one inside an image of
 *     a file system as {@link HostFile} writes it
 * @param cards of the machine that the guest had, where its description is known; it will have them again
 */
public record FixOptions(
        List<String> rules,
        List<String> withoutRules,
        Initramfs initramfs,
        Tools tools,
        boolean serialConsole,
        boolean regenerateGrub,
        Map<String, String> macs,
        Optional<Path> virtioWin,
        Optional<Path> guestAgent,
        List<Card> cards) {

    public static final FixOptions DEFAULT = new FixOptions(
            List.of(),
            List.of(),
            Initramfs.AUTO,
            Tools.REMOVE,
            false,
            false,
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    public FixOptions {
        rules = List.copyOf(rules);
        withoutRules = List.copyOf(withoutRules);
        macs = Map.copyOf(macs);
        cards = List.copyOf(cards);
    }

    /** All of it by name, the same for the same options; but for the cards, which nobody has chosen. */
    public Map<String, Object> identity() {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("only", rules);
        identity.put("without", withoutRules);
        identity.put("initramfs", initramfs.name().toLowerCase(Locale.ROOT));
        identity.put("tools", tools.name().toLowerCase(Locale.ROOT));
        identity.put("serial_console", serialConsole);
        identity.put("grub_mkconfig", regenerateGrub);
        identity.put("macs", new TreeMap<>(macs));
        identity.put("virtio_win", virtioWin.map(Path::toString).orElse(""));
        identity.put("guest_agent", guestAgent.map(Path::toString).orElse(""));
        return identity;
    }

    /** What is wanted of it that is not so by default, and that some kinds of guests cannot have. */
    public Set<Wish> wishes() {
        Set<Wish> wishes = EnumSet.noneOf(Wish.class);
        if (initramfs != DEFAULT.initramfs) {
            wishes.add(Wish.INITRAMFS);
        }
        if (tools == Tools.DISABLE) {
            wishes.add(Wish.TOOLS);
        }
        if (serialConsole) {
            wishes.add(Wish.SERIAL_CONSOLE);
        }
        if (regenerateGrub) {
            wishes.add(Wish.GRUB_MKCONFIG);
        }
        if (!macs.isEmpty()) {
            wishes.add(Wish.MACS);
        }
        if (virtioWin.isPresent()) {
            wishes.add(Wish.VIRTIO_WIN);
        }
        if (guestAgent.isPresent()) {
            wishes.add(Wish.GUEST_AGENT);
        }
        return wishes;
    }

    /** Something that is wanted; a plan is refused if no rule for the guest grants it. */
    public enum Wish {
        INITRAMFS("--initramfs"),
        TOOLS("--tools disable"),
        SERIAL_CONSOLE("--serial-console"),
        GRUB_MKCONFIG("--grub-mkconfig"),
        MACS("--mac"),
        VIRTIO_WIN("--virtio-win"),
        GUEST_AGENT("--guest-agent");

        private final String flag;

        Wish(String flag) {
            this.flag = flag;
        }

        /** As the command line spells it. */
        @Override
        public String toString() {
            return flag;
        }
    }

    /** How drivers get into an initramfs. */
    public enum Initramfs {
        /** By the guest's own tool if it has one that can run here, else as an archive behind what is there. */
        AUTO,
        /** By the guest's own tool. */
        REGENERATE,
        /** As an archive behind what is there: no program of the guest runs. */
        APPEND
    }

    /** What to do with tools of the hypervisor that the guest comes from. */
    public enum Tools {
        /** Uninstall packages by the guest's own package manager, delete what was installed without one. */
        REMOVE,
        /** Keep their services from starting: no program of the guest runs. */
        DISABLE,
        KEEP
    }

    public FixOptions withRules(List<String> only, List<String> without) {
        return new FixOptions(
                only, without, initramfs, tools, serialConsole, regenerateGrub, macs, virtioWin, guestAgent, cards);
    }

    public FixOptions withInitramfs(Initramfs how) {
        return new FixOptions(
                rules, withoutRules, how, tools, serialConsole, regenerateGrub, macs, virtioWin, guestAgent, cards);
    }

    public FixOptions withTools(Tools how) {
        return new FixOptions(
                rules, withoutRules, initramfs, how, serialConsole, regenerateGrub, macs, virtioWin, guestAgent, cards);
    }

    public FixOptions withSerialConsole(boolean wanted) {
        return new FixOptions(
                rules, withoutRules, initramfs, tools, wanted, regenerateGrub, macs, virtioWin, guestAgent, cards);
    }

    public FixOptions withRegenerateGrub(boolean wanted) {
        return new FixOptions(
                rules, withoutRules, initramfs, tools, serialConsole, wanted, macs, virtioWin, guestAgent, cards);
    }

    public FixOptions withMacs(Map<String, String> known) {
        return new FixOptions(
                rules,
                withoutRules,
                initramfs,
                tools,
                serialConsole,
                regenerateGrub,
                known,
                virtioWin,
                guestAgent,
                cards);
    }

    public FixOptions withVirtioWin(Path folder) {
        return new FixOptions(
                rules,
                withoutRules,
                initramfs,
                tools,
                serialConsole,
                regenerateGrub,
                macs,
                Optional.of(folder),
                guestAgent,
                cards);
    }

    public FixOptions withGuestAgent(Path file) {
        return new FixOptions(
                rules,
                withoutRules,
                initramfs,
                tools,
                serialConsole,
                regenerateGrub,
                macs,
                virtioWin,
                Optional.of(file),
                cards);
    }

    public FixOptions withCards(List<Card> known) {
        return new FixOptions(
                rules,
                withoutRules,
                initramfs,
                tools,
                serialConsole,
                regenerateGrub,
                macs,
                virtioWin,
                guestAgent,
                known);
    }
}
