package io.guestkit.migrate.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.MachineDescription;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.TreeGuest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkRuleTest {

    @TempDir
    Path root;

    private TreeGuest guest;

    @BeforeEach
    void systemd() throws IOException {
        guest = new TreeGuest(root, true);
    }

    private String plan() throws IOException {
        return plan(FixOptions.DEFAULT);
    }

    private String plan(FixOptions options) throws IOException {
        return TreeGuest.words(guest.plan(options, new NetworkRule()));
    }

    @Test
    void theOnlyCardIsFoundByItsDriver() throws IOException {
        guest.file(
                "etc/network/interfaces",
                "auto lo\niface lo inet loopback\nallow-hotplug ens192\niface ens192 inet dhcp\n");

        assertThat(plan()).isEqualTo("""
                directory /etc/systemd/network
                write /etc/systemd/network/10-guestkit-ens192.link 0644
                [Match]
                Driver=virtio_net

                [Link]
                Name=ens192
                """);
    }

    @Test
    void cardsOfNetctlAndOfClientsForOneInterface() throws IOException {
        guest.file("etc/netctl/office", "Interface=ens33\nConnection=ethernet\nIP=dhcp\n")
                .file("etc/netctl/examples/dsl", "Interface=ppp0\n");
        assertThat(plan()).endsWith("[Link]\nName=ens33\n");
        guest.link(
                "etc/systemd/system/multi-user.target.wants/dhcpcd@ens34.service",
                "/usr/lib/systemd/system/dhcpcd@.service");
        assertThat(plan())
                .isEqualTo("note which card is ens33 and which ens34 is not known, so that it may get another name:"
                        + " give --mac ens33=ADDRESS --mac ens34=ADDRESS\n");
    }

    @Test
    void cloudInitWithoutItsCloud() throws IOException {
        guest.file("etc/cloud/cloud.cfg", "datasource_list: [ Azure, None ]\n");
        assertThat(plan())
                .isEqualTo(
                        "note /etc/cloud/cloud.cfg:1: cloud-init gets its data from Azure, which is not there on kvm: it"
                                + " may set up the network, the host name and new host keys by itself, unless another source"
                                + " answers or /etc/cloud/cloud-init.disabled is there\n");
        guest.file("etc/cloud/cloud.cfg.d/90_dpkg.cfg", "datasource_list: [ NoCloud, Azure, None ]\n");
        assertThat(plan()).isEmpty();
        guest.file("etc/cloud/cloud.cfg.d/91.cfg", "datasource_list: [ VMware ]\n")
                .file("etc/cloud/cloud-init.disabled", "");
        assertThat(plan()).isEmpty();
    }

    @Test
    void aCardOfNetifrc(@TempDir Path gentoo) throws IOException {
        TreeGuest openRc = new TreeGuest(gentoo, false)
                .file("etc/conf.d/net", "config_ens33=( \"10.5.0.2 netmask 255.255.255.0\" )\nbridge_br0=\"ens33\"\n")
                .link("etc/runlevels/default/net.ens33", "/etc/init.d/net.ens33")
                .link("etc/runlevels/boot/net.lo", "/etc/init.d/net.lo")
                .file("etc/udev/rules.d/10-x.rules", "");

        assertThat(TreeGuest.words(openRc.plan(FixOptions.DEFAULT, new NetworkRule())))
                .isEqualTo("""
                write /etc/udev/rules.d/70-persistent-net.rules 0644
                SUBSYSTEM=="net", ACTION=="add", DRIVERS=="virtio_net", ATTR{type}=="1", KERNEL=="eth*", NAME="ens33"
                """);
    }

    @Test
    void anAddressOfACardThatIsNotThereIsRefused() throws IOException {
        guest.file("etc/network/interfaces", "iface ens192 inet dhcp\n");

        assertThatThrownBy(() -> plan(FixOptions.DEFAULT.withMacs(Map.of("ens224", "00:50:56:00:00:01"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--mac ens224: the guest's configuration names only ens192");
    }

    @Test
    void addressesOfRedHatsFilesAreTaken() throws IOException {
        guest.file("etc/systemd/network/x", "")
                .file("etc/sysconfig/network-scripts/ifcfg-ens192", """
                        TYPE=Ethernet
                        DEVICE=ens192
                        HWADDR=00:50:56:AA:BB:01
                        MASTER=bond0
                        """)
                .file("etc/sysconfig/network-scripts/ifcfg-ens224", """
                        TYPE=Ethernet
                        DEVICE=ens224
                        HWADDR="00:50:56:aa:bb:02"
                        MASTER=bond0
                        """)
                .file("etc/sysconfig/network-scripts/ifcfg-bond0", "DEVICE=bond0\nTYPE=Bond\nIPADDR=192.0.2.1\n")
                .file("etc/sysconfig/network-scripts/ifcfg-bond0.7", "DEVICE=bond0.7\nVLAN=yes\n");

        assertThat(plan()).isEqualTo("""
                write /etc/systemd/network/10-guestkit-ens192.link 0644
                [Match]
                MACAddress=00:50:56:aa:bb:01
                Path=?*

                [Link]
                Name=ens192
                write /etc/systemd/network/10-guestkit-ens224.link 0644
                [Match]
                MACAddress=00:50:56:aa:bb:02
                Path=?*

                [Link]
                Name=ens224
                """);
    }

    @Test
    void severalWithoutAddressesAreNotGuessed() throws IOException {
        guest.file("etc/network/interfaces", """
                iface ens192 inet dhcp
                iface ens224 inet static
                \taddress 192.0.2.7/24
                \thwaddress ether 02:00:00:00:00:01
                iface br0 inet manual
                \tbridge_ports ens256 tap0
                """);

        assertThat(plan())
                .isEqualTo(
                        "note which card is ens192 and which ens224 and which ens256 is not known, so that it may get"
                                + " another name: give --mac ens192=ADDRESS --mac ens224=ADDRESS --mac ens256=ADDRESS\n");
        assertThat(plan(FixOptions.DEFAULT.withMacs(
                        Map.of("ens192", "02:00:00:00:00:0a", "ens224", "02:00:00:00:00:0b"))))
                .contains("MACAddress=02:00:00:00:00:0a\nPath=?*\n\n[Link]\nName=ens192\n")
                .contains("MACAddress=02:00:00:00:00:0b\nPath=?*\n\n[Link]\nName=ens224\n")
                .endsWith("note which card is ens256 is not known, so that it may get another name:"
                        + " give --mac ens256=ADDRESS\n");
    }

    @Test
    void theMachineTellsWhatTheGuestDoesNotKnow() throws IOException {
        guest.file("etc/network/interfaces", "iface ens192 inet dhcp\niface ens224 inet dhcp\niface eth7 inet dhcp\n");
        FixOptions options = FixOptions.DEFAULT.withCards(List.of(
                card("00:50:56:00:00:02", 224), card("00:50:56:00:00:01", 192), card("00:50:56:00:00:03", 256)));

        assertThat(plan(options))
                .contains("MACAddress=00:50:56:00:00:01\nPath=?*\n\n[Link]\nName=ens192\n")
                .contains("MACAddress=00:50:56:00:00:02\nPath=?*\n\n[Link]\nName=ens224\n")
                .endsWith(
                        "note which card is eth7 is not known, so that it may get another name: give --mac eth7=ADDRESS\n");
        assertThat(plan(options.withMacs(Map.of("ens192", "00:50:56:00:00:09"))))
                .contains("MACAddress=00:50:56:00:00:09\nPath=?*\n\n[Link]\nName=ens192\n");
    }

    @Test
    void theOnlyCardOfTheMachineIsTheOnlyOneOfTheGuest() throws IOException {
        guest.file("etc/network/interfaces", "iface eth0 inet dhcp\n");

        assertThat(plan(FixOptions.DEFAULT.withCards(List.of(card("00:50:56:00:00:01", 192)))))
                .contains("MACAddress=00:50:56:00:00:01\nPath=?*\n\n[Link]\nName=eth0\n");
        assertThat(plan(FixOptions.DEFAULT.withCards(
                        List.of(card("00:50:56:00:00:01", 192), card("00:50:56:00:00:02", 224)))))
                .doesNotContain("MACAddress");
    }

    @Test
    void cardsOfVirtualBoxAreKnownByTheirPlaceOnTheBus() throws IOException {
        guest.file("etc/netplan/01-netcfg.yaml", """
                network:
                  ethernets:
                    enp0s3: {dhcp4: true}
                    enp0s8: {addresses: [192.0.2.7/24]}
                """);

        assertThat(plan(FixOptions.DEFAULT.withCards(List.of(
                        new MachineDescription.Card(Optional.of("08:00:27:00:00:01"), List.of("enp0s3")),
                        new MachineDescription.Card(Optional.of("08:00:27:00:00:02"), List.of("enp0s8"))))))
                .contains("MACAddress=08:00:27:00:00:01\nPath=?*\n\n[Link]\nName=enp0s3\n")
                .contains("MACAddress=08:00:27:00:00:02\nPath=?*\n\n[Link]\nName=enp0s8\n");
    }

    private static MachineDescription.Card card(String mac, int slot) {
        return new MachineDescription.Card(Optional.of(mac), List.of("ens" + slot));
    }

    @Test
    void netplanThatMatchesByDriverIsChanged() throws IOException {
        guest.file("etc/netplan/50-cloud-init.yaml", """
                network:
                  version: 2
                  ethernets:
                    primary:
                      match:
                        driver: vmxnet3   # VMware
                      dhcp4: true
                """);

        assertThat(plan()).isEqualTo("""
                edit /etc/netplan/50-cloud-init.yaml
                -        driver: vmxnet3   # VMware
                +        driver: virtio_net   # VMware
                """);
    }

    @Test
    void driversThatTellCardsApartAreLeft() throws IOException {
        guest.file("etc/systemd/network/10-lan.network", "[Match]\nDriver=vmxnet3\n[Network]\nDHCP=yes\n")
                .file("etc/systemd/network/20-wan.network", "[Match]\nDriver=e1000\n[Network]\nDHCP=yes\n")
                .file("etc/systemd/network/30-dmz.network", "[Match]\nMACAddress=00:50:56:00:00:01\nDriver=e1000e\n");

        assertThat(plan()).isEqualTo("""
                edit /etc/systemd/network/30-dmz.network
                -Driver=e1000e
                +Driver=virtio_net
                note /etc/systemd/network/10-lan.network:2 tells cards by drivers, which will be the same for all: choose them by MAC address: Driver=vmxnet3
                note /etc/systemd/network/20-wan.network:2 tells cards by drivers, which will be the same for all: choose them by MAC address: Driver=e1000
                """);
    }

    @Test
    void networkdsOwnNamesAndPatterns() throws IOException {
        guest.file("etc/systemd/network/10-all.network", "[Match]\nName=en*\n[Network]\nDHCP=yes\n")
                .file("etc/systemd/network/20-one.network", "[Match]\nName=ens160\n[Network]\nVLAN=ens160.12\n");

        assertThat(plan())
                .contains("Driver=virtio_net")
                .contains("Name=ens160\n")
                .doesNotContain("note");
    }

    @Test
    void networkManagersProfiles() throws IOException {
        String folder = "etc/NetworkManager/system-connections/";
        guest.file("etc/systemd/network/x", "")
                .file(folder + "one.nmconnection", """
                        [connection]
                        id=one
                        type=ethernet
                        interface-name=ens192
                        [match]
                        driver=vmxnet3;
                        """)
                .file(folder + "any.nmconnection", "[connection]\nid=any\ntype=ethernet\n")
                .file("var/lib/NetworkManager/internal-3d0a2f3e-1111-2222-3333-444455556666-ens192.lease", """
                        # This is private data. Do not parse.
                        ADDRESS=192.0.2.77
                        CLIENTID=01005056a1b2c3
                        """);

        assertThat(plan()).isEqualTo("""
                edit /etc/NetworkManager/system-connections/one.nmconnection
                -driver=vmxnet3;
                +driver=virtio_net;
                write /etc/systemd/network/10-guestkit-ens192.link 0644
                [Match]
                MACAddress=00:50:56:a1:b2:c3
                Path=?*

                [Link]
                Name=ens192
                """);
    }

    @Test
    void leasesOfDhclientTell() throws IOException {
        guest.file("etc/network/interfaces", "iface ens192 inet dhcp\niface ens224 inet dhcp\n")
                .file("var/lib/dhcp/dhclient.leases", """
                        lease {
                          interface "ens224";
                          option dhcp-client-identifier 1:0:50:56:a:b:c;
                        }
                        """);

        assertThat(plan()).contains("MACAddress=00:50:56:0a:0b:0c").contains("note which card is ens192 is not known");
    }

    @Test
    void guestsWithoutSystemdGetARuleOfUdev() throws IOException {
        TreeGuest old = new TreeGuest(root.resolve("old"), false)
                .file("etc/udev/rules.d/70-persistent-net.rules", """
                        # PCI device 0x15ad:0x07b0 (vmxnet3)
                        SUBSYSTEM=="net", ACTION=="add", DRIVERS=="vmxnet3", KERNELS=="0000:0b:00.0", ATTR{address}=="00:50:56:00:00:01", NAME="eth0"
                        """)
                .file("etc/network/interfaces", "iface eth0 inet dhcp\niface eth1 inet dhcp\n");

        assertThat(TreeGuest.words(
                        old.plan(FixOptions.DEFAULT.withMacs(Map.of("eth1", "00:50:56:00:00:02")), new NetworkRule())))
                .isEqualTo("""
                        edit /etc/udev/rules.d/70-persistent-net.rules
                        -SUBSYSTEM=="net", ACTION=="add", DRIVERS=="vmxnet3", KERNELS=="0000:0b:00.0", ATTR{address}=="00:50:56:00:00:01", NAME="eth0"
                        +SUBSYSTEM=="net", ACTION=="add", DRIVERS=="virtio_net", ATTR{address}=="00:50:56:00:00:01", NAME="eth0"
                        edit /etc/udev/rules.d/70-persistent-net.rules
                        +SUBSYSTEM=="net", ACTION=="add", ATTR{address}=="00:50:56:00:00:02", ATTR{type}=="1", KERNEL=="eth*", NAME="eth1"
                        """);
    }

    @Test
    void aCardWithAnotherAddressKeepsItsName() throws IOException {
        guest.file("etc/udev/rules.d/70-persistent-net.rules", """
                        SUBSYSTEM=="net", ACTION=="add", DRIVERS=="?*", ATTR{address}=="00:0c:29:00:00:01", ATTR{type}=="1", KERNEL=="eth*", NAME="eth0"
                        """)
                .file(
                        "etc/sysconfig/network-scripts/ifcfg-eth0",
                        "DEVICE=eth0\nHWADDR=00:0C:29:00:00:01\nBOOTPROTO=dhcp\n");

        assertThat(plan()).isEmpty();
        assertThat(plan(FixOptions.DEFAULT.withMacs(Map.of("eth0", "52:54:00:00:00:09"))))
                .isEqualTo("""
                edit /etc/sysconfig/network-scripts/ifcfg-eth0
                -HWADDR=00:0C:29:00:00:01
                +HWADDR=52:54:00:00:00:09
                edit /etc/udev/rules.d/70-persistent-net.rules
                -SUBSYSTEM=="net", ACTION=="add", DRIVERS=="?*", ATTR{address}=="00:0c:29:00:00:01", ATTR{type}=="1", KERNEL=="eth*", NAME="eth0"
                +SUBSYSTEM=="net", ACTION=="add", DRIVERS=="?*", ATTR{address}=="52:54:00:00:00:09", ATTR{type}=="1", KERNEL=="eth*", NAME="eth0"
                """);
    }
}
