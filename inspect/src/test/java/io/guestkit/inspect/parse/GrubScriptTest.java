package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GrubScriptTest {

    private static final String SCRIPT = """
            set default="0"
            if [ "${next_entry}" ] ; then
               set default="${next_entry}"
               set next_entry=
            else
               set default="${saved_entry}"
            fi
            if [ x"${feature_menuentry_id}" = xy ]; then
              menuentry_id_option="--id"
            else
              menuentry_id_option=""
            fi
            export menuentry_id_option
            function gfxmode {
            	set gfxpayload="${1}"
            	if [ "${1}" = "keep" ]; then
            		set vt_handoff=vt.handoff=7
            	else
            		set vt_handoff=
            	fi
            }
            ### BEGIN /etc/grub.d/10_linux ###
            menuentry 'Debian GNU/Linux' --class debian --class os $menuentry_id_option 'gnulinux-simple-1234' {
            	load_video
            	insmod gzio
            	if [ x$grub_platform = xxen ]; then insmod xzio; insmod lzopio; fi
            	echo	'Loading Linux 6.1 ...'
            	linux	/boot/vmlinuz-6.1 root=UUID=1234 ro  "quiet splash" \\
            	  console=ttyS0
            	initrd	/boot/microcode.img /boot/initrd.img-6.1
            }
            submenu 'Advanced options' $menuentry_id_option 'gnulinux-advanced-1234' {
            	menuentry 'Linux 6.1' $menuentry_id_option 'gnulinux-6.1-advanced-1234' {
            		linux	/boot/vmlinuz-6.1 root=UUID=1234 ro single
            		initrd	/boot/initrd.img-6.1
            	}
            	menuentry "It's \\"5.10\\"" --hotkey=x --id gnulinux-5.10 {
            		linuxefi ($root)/vmlinuz-5.10 root=/dev/sda1 $unknown
            		initrdefi ($root)/initrd-5.10
            	}
            }
            menuentry 'UEFI Firmware Settings' {
            	fwsetup
            }
            """;

    @Test
    void furtherFilesOfVariables() {
        GrubScript script =
                GrubScript.parse("load_env\nload_env -f /boot/photon.cfg\nload_env --file\nload_env -f\n", Map.of());
        assertThat(script.blocks()).containsExactly("/boot/photon.cfg");
    }

    @Test
    void entriesWithTheirPlaceInTheMenu() {
        GrubScript script = GrubScript.parse(SCRIPT, Map.of("saved_entry", "gnulinux-5.10"));
        assertThat(script.entries()).extracting(GrubScript.Entry::position).containsExactly("0", "1>0", "1>1", "2");
        GrubScript.Entry first = script.entries().getFirst();
        assertThat(first.title()).isEqualTo("Debian GNU/Linux");
        assertThat(first.id()).isEqualTo("gnulinux-simple-1234");
        assertThat(first.kernel()).isEqualTo("/boot/vmlinuz-6.1");
        assertThat(first.options()).isEqualTo("root=UUID=1234 ro quiet splash console=ttyS0");
        assertThat(first.initramfs()).containsExactly("/boot/microcode.img", "/boot/initrd.img-6.1");
        assertThat(first.line()).isEqualTo(23);
        GrubScript.Entry third = script.entries().get(2);
        assertThat(third.path()).isEqualTo("Advanced options>It's \"5.10\"");
        assertThat(third.idPath()).isEqualTo("gnulinux-advanced-1234>gnulinux-5.10");
        assertThat(third.kernel()).isEqualTo("(${root})/vmlinuz-5.10");
        assertThat(script.entries().getLast().kernel()).isNull();
    }

    @Test
    void defaultsInTheirOrder() {
        GrubScript script = GrubScript.parse(SCRIPT, Map.of("saved_entry", "gnulinux-5.10"));
        assertThat(script.defaults())
                .extracting(GrubScript.Default::value)
                .containsExactly("0", "${next_entry}", "gnulinux-5.10");
    }

    @Test
    void theEnvironmentBlock() {
        assertThat(GrubScript.environment("# GRUB Environment Block\nsaved_entry=a b\nkernelopts=root=x\n#######"))
                .containsOnly(Map.entry("saved_entry", "a b"), Map.entry("kernelopts", "root=x"));
    }

    @Test
    void whatGrowsOrNestsWithoutEndIsCut() {
        StringBuilder doubling = new StringBuilder("set a=0123456789\n");
        for (int i = 0; i < 200; i++) {
            doubling.append("set a=$a$a\n");
        }
        assertThat(GrubScript.parse(doubling.toString(), Map.of()).entries()).isEmpty();
        assertThat(GrubScript.parse("submenu x {\n".repeat(10_000), Map.of()).entries())
                .isEmpty();
        assertThat(GrubScript.parse("}\n".repeat(10_000), Map.of()).entries()).isEmpty();
        assertThat(GrubScript.parse("menuentry 'x", Map.of()).entries()).isEmpty();
        assertThat(GrubScript.parse("if ".repeat(1000) + "\\", Map.of()).entries())
                .isEmpty();
    }

    @Test
    void aScriptThatShowsEntriesOfTheSpecification() {
        assertThat(GrubScript.parse("insmod blscfg\nblscfg\n", Map.of()).usesBls())
                .isTrue();
        assertThat(GrubScript.parse("configfile $prefix/grub.cfg\n", Map.of("prefix", "/boot/grub"))
                        .includes())
                .containsExactly(new GrubScript.Include("/boot/grub/grub.cfg", 1));
    }
}
