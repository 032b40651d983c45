package io.guestkit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParentNamesTest {

    @ParameterizedTest
    @CsvSource({
        ".\\base.vhd, ./base.vhd",
        "base.vhd, ./base.vhd",
        "..\\disks\\base.vhd, ../disks/base.vhd",
        "disks\\base.vhd, ./disks/base.vhd",
        "C:\\Disks\\base.vhd, ./base.vhd",
        "C:base.vhd, ./base.vhd",
        "\\\\server\\share\\base.vhd, ./base.vhd",
        "\\\\?\\Volume{26a21bda-a627-11d7-9931-806e6f6e6963}\\dir\\base.vhdx, ./base.vhdx",
        "/etc/shadow, ./shadow",
        "file:base.vhd, ./file:base.vhd",
    })
    void windowsNamesBecomeNamesHere(String name, String local) throws Exception {
        assertThat(ParentNames.local(name)).isEqualTo(local);
    }

    @Test
    void aFolderIsNoParent() {
        for (String name : new String[] {"C:\\Disks\\", "", "\\", "C:"}) {
            assertThatThrownBy(() -> ParentNames.local(name)).isInstanceOf(CorruptDataException.class);
        }
    }
}
