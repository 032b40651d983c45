package io.guestkit.image.vdi;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.image.BlockImages;

class VdiFuzzTest {

    @FuzzTest
    void anyBytes(byte[] input) {
        BlockImages.readAnything(new VdiDriver(), input);
    }
}
