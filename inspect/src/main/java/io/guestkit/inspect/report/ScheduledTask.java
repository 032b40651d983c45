package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * Something that a guest does at set times.
 *
 * @param kind {@code cron}, {@code anacron}, {@code timer}, {@code task} of Windows or {@code job} of Windows before Vista
 * @param name of a timer, or of the script that cron runs; of a line of cron the name of its file; of a task its path
 *     in the scheduler
 * @param schedule as written: five fields of cron, {@code @daily}, {@code OnCalendar=daily}; of a task its
 *     triggers with their elements; several with {@code ; } between
 * @param user whom it runs as; of a task a name or a SID
 * @param command what is run: a line of cron, the path of a script, the unit of a timer, the
 *     actions of a task
 * @param enabled whether it runs as things are; a timer only if it is enabled, a task only if it has a trigger
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
