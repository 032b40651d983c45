package io.guestkit.migrate.linux;

import io.guestkit.inspect.report.CloudInit;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.linux.Cards.Address;
import io.guestkit.migrate.linux.Cards.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of network cards, which the kernel makes of where a card is plugged in: a virtio card is elsewhere, and
 * configuration that is bound to the old name would find nothing. systemd.link(5); udev(7) for guests without systemd.
 *
 * <p>The machine keeps the cards' addresses. A file of systemd matches {@code Path=?*}, too: bridges, bonds and VLANs have
 * the address of the card that they are upon, and no path; {@code Type=} does not know cards before systemd 240.
 */
final class NetworkRule implements FixRule {

    private static final String LINKS = "/etc/systemd/network";
    private static final String UDEV = "/etc/udev/rules.d";
    private static final String PERSISTENT = UDEV + "/70-persistent-net.rules";
    /** Sources of cloud-init that only one hypervisor or cloud has. */
    private static final List<String> ELSEWHERE =
            List.of("Azure", "VMware", "OVF", "Ec2", "GCE", "Oracle", "Hetzner", "DigitalOcean", "Vultr", "AliYun");

    private static final String REASON = "the network card will be of virtio, and keep the name that is configured";

    @Override
    public String name() {
        return "network";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.MACS);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        List<Card> cards = Cards.of(draft);
        requireKnown(draft, cards);
        NetworkDrivers.plan(draft);
        cloud(draft);
        renew(draft, cards);
        List<Card> unknown = new ArrayList<>();
        for (Card card : cards) {
            if (card.addresses().isEmpty()) {
                unknown.add(card);
            } else {
                name(draft, card, cards.size());
            }
        }
        if (unknown.size() == 1 && cards.size() == 1) {
            nameTheOnly(draft, cards.getFirst());
        } else if (!unknown.isEmpty()) {
            List<String> names = new ArrayList<>();
            List<String> advice = new ArrayList<>();
            for (Card card : unknown) {
                names.add(card.name());
                advice.add("--mac " + card.name() + "=ADDRESS");
            }
            draft.note("which card is %s is not known, so that it may get another name: give %s"
                    .formatted(String.join(" and which ", names), String.join(" ", advice)));
        }
    }

    /** cloud-init starts anew where another source of data answers, or none, and then writes its own network. */
    private static void cloud(Draft draft) {
        CloudInit cloud = draft.report().configuration().cloudInit().orElse(null);
        if (cloud == null || cloud.disabled()) {
            return;
        }
        String found = cloud.datasource().orElse("");
        List<String> gone = new ArrayList<>();
        for (String source : ELSEWHERE) {
            boolean listed = cloud.datasources().contains(source);
            if (listed || found.contains("DataSource" + source)) {
                gone.add(source);
            }
        }
        boolean others = false;
        for (String source : cloud.datasources()) {
            others |= !ELSEWHERE.contains(source) && !source.equals("None");
        }
        if (!gone.isEmpty() && !others) {
            draft.note(
                    ("%s: cloud-init gets its data from %s, which is not there on %s: it may set up the network, the host"
                                    + " name and new host keys by itself, unless another source answers or"
                                    + " /etc/cloud/cloud-init.disabled is there")
                            .formatted(
                                    cloud.source(),
                                    String.join(", ", gone),
                                    draft.target().id()));
        }
    }

    private static void requireKnown(Draft draft, List<Card> cards) {
        List<String> names = new ArrayList<>();
        for (Card card : cards) {
            names.add(card.name());
        }
        for (String name : draft.options().macs().keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("--mac %s: the guest's configuration names %s"
                        .formatted(name, names.isEmpty() ? "no network card" : "only " + String.join(", ", names)));
            }
        }
    }

    private static boolean hasSystemd(Draft draft) {
        return draft.report().identity().initSystem().orElse("").equals("systemd");
    }

    private static List<String> evidence(Card card) {
        List<String> evidence = new ArrayList<>(List.of("%s configures %s".formatted(card.source(), card.name())));
        if (!card.addresses().isEmpty()) {
            Address address = card.addresses().getFirst();
            evidence.add("%s has %s".formatted(address.source(), address.mac()));
        }
        return evidence;
    }

    private static void name(Draft draft, Card card, int cards) throws IOException {
        for (NamedDevice device : draft.report().configuration().devices()) {
            if ((device.kind().equals("systemd-link") || device.kind().equals("udev-net"))
                    && device.name().equals(card.name())) {
                return; // bound to its address already, or to the one that it had before
            }
        }
        Address address = card.addresses().getFirst();
        if (hasSystemd(draft)) {
            link(draft, card, "MACAddress=" + address.mac() + "\nPath=?*\n");
        } else if (!address.path().contains("/ifcfg-") // by which the distribution's own scripts rename
                && (cards > 1 || !card.name().equals("eth0"))) {
            udev(draft, card, "ATTR{address}==\"" + address.mac() + "\"");
        }
    }

    private static void nameTheOnly(Draft draft, Card card) throws IOException {
        if (hasSystemd(draft)) {
            link(draft, card, "Driver=virtio_net\n");
        } else if (!card.name().equals("eth0")) {
            udev(draft, card, "DRIVERS==\"virtio_net\"");
        }
    }

    private static void link(Draft draft, Card card, String match) throws IOException {
        draft.write(
                LINKS + "/10-guestkit-" + card.name() + ".link",
                "[Match]\n" + match + "\n[Link]\nName=" + card.name() + "\n",
                0644,
                REASON,
                evidence(card));
    }

    private static void udev(Draft draft, Card card, String match) throws IOException {
        if (!draft.files().isDirectory(UDEV)) {
            draft.note("%s has no udev, so nothing names cards: %s has to be the one that the kernel finds in its place"
                    .formatted(draft.report().identity().osName().orElse("the guest"), card.name()));
            return;
        }
        String before = draft.text(PERSISTENT);
        String text = before == null ? "" : before.isEmpty() || before.endsWith("\n") ? before : before + "\n";
        draft.write(
                PERSISTENT,
                "%sSUBSYSTEM==\"net\", ACTION==\"add\", %s, ATTR{type}==\"1\", KERNEL==\"eth*\", NAME=\"%s\"\n"
                        .formatted(text, match, card.name()),
                0644,
                REASON,
                evidence(card));
    }

    /** Files that know a card by an address which, by the user's word, it will not have any more. */
    private static void renew(Draft draft, List<Card> cards) throws IOException {
        for (Card card : cards) {
            String mac = draft.options().macs().get(card.name());
            for (Address old : mac == null ? List.<Address>of() : card.addresses()) {
                String text = old.path().isEmpty() || old.mac().equals(mac) ? null : draft.text(old.path());
                if (text != null) {
                    Pattern address =
                            Pattern.compile("(?i)(?<![0-9a-f:-])" + old.mac().replace(":", "[:-]") + "(?![0-9a-f:-])");
                    draft.edit(
                            old.path(),
                            address.matcher(text).replaceAll(Matcher.quoteReplacement(mac)),
                            "the card will have the address " + mac,
                            List.of("%s binds %s to %s".formatted(old.source(), card.name(), old.mac())));
                }
            }
        }
    }
}
