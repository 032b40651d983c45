package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * Something that a guest does at set times.
 *
 * @param kind {@code cron}, {@code anacron} or {@code timer}
 * @param name of a timer, or of the script that cron runs; of a line of cron the name of its file
 * @param schedule as written: five fields of cron, {@code @daily}, {@code OnCalendar=daily}; several of a timer with
 *     {@code ; } between
 * @param user whom it runs as
 * @param command what is run: a line of cron, the path of a script, the unit of a timer
 * @param enabled whether it runs as things are; a timer only if it is enabled
 * @param source file, and line where it is one
 */
public record ScheduledTask(
        String kind,
        String name,
        String schedule,
        Optional<String> user,
        String command,
        boolean enabled,
        String source) {}
