package io.guestkit.inspect.report;

import io.guestkit.volume.NotExamined;

/**
 * Something that was found and not looked into.
 *
 * @param location the way to it from the image
 * @param reason one sentence
 */
public record NotExaminedReport(String location, NotExamined.Code code, String reason) {}
