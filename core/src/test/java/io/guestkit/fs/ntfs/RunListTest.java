package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunListTest {

    @Test
    void runs_go_forward_and_back_and_leave_holes() throws Exception {
        RunList runs = new RunList(Structures.BOOT);
        // 10 clusters at 100, a hole of 5, 3 clusters at 100 - 50
        runs.append(Structures.extent(0, 17, 0x11, 10, 100, 0x01, 5, 0x11, 3, -50));
        assertThat(runs.size()).isEqualTo(3);
        assertThat(runs.clusters()).isEqualTo(18);
        assertThat(runs.stored()).isEqualTo(13);
        assertThat(runs.lcn(runs.find(9))).isEqualTo(100);
        assertThat(runs.lcn(runs.find(10))).isEqualTo(RunList.HOLE);
        assertThat(runs.lcn(runs.find(14))).isEqualTo(RunList.HOLE);
        assertThat(runs.lcn(runs.find(17))).isEqualTo(50);
    }

    @Test
    void runs_that_go_on_where_the_one_before_ends_are_one() throws Exception {
        RunList runs = new RunList(Structures.BOOT);
        runs.append(Structures.extent(0, 9, 0x11, 10, 100));
        runs.append(Structures.extent(10, 14, 0x11, 5, 110));
        assertThat(runs.size()).isEqualTo(1);
        assertThat(runs.clusters()).isEqualTo(15);
    }

    @Test
    void an_empty_attribute_has_no_runs() throws Exception {
        RunList runs = new RunList(Structures.BOOT);
        runs.append(Structures.extent(0, -1, 0));
        assertThat(runs.clusters()).isZero();
    }

    @Test
    void windows_nt_4_writes_holes_with_a_start() throws Exception {
        RunList runs = new RunList(Structures.BOOT);
        runs.append(Structures.extent(0, 9, 0x11, 10, -1));
        assertThat(runs.lcn(0)).isEqualTo(RunList.HOLE);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 9, 10 00, mapping pair",
        "0, 9, 19 0a, mapping pair",
        "0, 9, 91 0a, mapping pair",
        "0, 9, 11 00 64, length of a run",
        "0, 9, 11 ff 64, length of a run",
        "0, 9, 08 ff ff ff ff ff ff ff 7f, length of a run",
        "0, 9, 11 0a 80, clusters of 0..999",
        "0, 9, 21 0a e8 03, clusters of 0..999",
        "0, 9, 21 0a df 03, clusters of 0..999",
        "0, 8, 11 0a 64, expected 9",
        "0, -2, 11 0a 64, HighestVcn",
        "1, 9, 11 0a 64, starts at cluster 1",
        "0, 9, 81 0a 64, lie outside"
    })
    void names_what_is_wrong(long lowest, long highest, String pairs, String message) {
        String[] hex = pairs.split(" ");
        int[] bytes = new int[hex.length];
        for (int i = 0; i < hex.length; i++) {
            bytes[i] = Integer.parseInt(hex[i], 16);
        }
        assertThatThrownBy(() -> new RunList(Structures.BOOT).append(Structures.extent(lowest, highest, bytes)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(message);
    }
}
