package io.guestkit.inspect.parse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Tasks of Windows, in both formats. Only IOExceptions may come out. */
class TaskFuzzTest {

    @FuzzTest
    void anyTask(byte[] input) {
        try {
            TaskDefinition.parse(input);
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    @FuzzTest
    void anyJob(byte[] input) {
        try {
            JobFile.parse(input);
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }
}
