package io.guestkit.cli;

import io.guestkit.Detection;
import io.guestkit.Disks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code detect}: which format an image has, and why. */
final class DetectCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "detect",
                "IMAGE",
                0,
                1,
                "The format of an image, and why",
                List.of(Flag.IMAGE, Flag.OUTPUT),
                List.of("disk.img", "what is it really", "disk.img --output json", "for a script"),
                List.of("Only the content decides; the name is not looked at."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        Path image = call.image();
        call.examine(image.toString());
        Detection detection = Disks.detect(image);
        if (call.output() == OutputFormat.TEXT) {
            String unread = detection.readable() ? "" : "; images of this format cannot be read yet";
            call.streams()
                    .println(Text.printable(
                            image + ": " + detection.format().id() + " (" + detection.reason() + ")" + unread));
            return ExitCode.OK;
        }
        Document.print(document(image, detection), call);
        return ExitCode.OK;
    }

    static Map<String, Object> document(Path image, Detection detection) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("image", image.toString());
        facts.put("format", detection.format().id());
        facts.put("reason", detection.reason());
        facts.put("readable", detection.readable());
        return facts;
    }
}
