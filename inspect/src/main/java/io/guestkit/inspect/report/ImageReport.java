package io.guestkit.inspect.report;

import java.util.List;
import java.util.OptionalLong;

/**
 * An image that was opened.
 *
 * @param path as it was given
 * @param format the name that qemu-img uses
 * @param virtualSize of the guest's disk in bytes
 * @param actualSize bytes that the image's file occupies on the host
 * @param backing names of the images below it as each overlay spells them, the nearest first
 */
public record ImageReport(String path, String format, long virtualSize, OptionalLong actualSize, List<String> backing) {

    public ImageReport {
        backing = List.copyOf(backing);
    }
}
