package io.guestkit.fs.ntfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BytesSource;
import io.guestkit.testkit.HostileWalk;
import java.io.IOException;

/**
 * Patches to a small file system: groups of five bytes. The first two choose a record of the master file table, or with
 * their highest bit a sector of the volume, the third a place in it, and the last two are written there.
 */
class NtfsFuzzTest {

    @FuzzTest
    void patched(byte[] input) {
        byte[] image = SmallImage.bytes();
        for (int i = 0; i + 5 <= input.length; i += 5) {
            int where = (input[i] & 0x7f) << 8 | input[i + 1] & 0xff;
            if (input[i] < 0) {
                int at = (where * 512 + (input[i + 2] & 0xff) * 2) % (image.length - 1);
                image[at] = input[i + 3];
                image[at + 1] = input[i + 4];
            } else {
                int record = SmallImage.record(image, where % 128);
                if (record < 0 || record > image.length - SmallImage.RECORD) {
                    continue;
                }
                SmallImage.unseal(image, record, SmallImage.RECORD);
                image[record + (input[i + 2] & 0xff) * 2] = input[i + 3];
                image[record + (input[i + 2] & 0xff) * 2 + 1] = input[i + 4];
                SmallImage.seal(image, record, SmallImage.RECORD);
            }
        }
        BytesSource volume = new BytesSource(image);
        try {
            if (NtfsDriver.INSTANCE.detect(volume).isPresent()) {
                HostileWalk.of(NtfsDriver.INSTANCE.open(volume));
            }
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }
}
