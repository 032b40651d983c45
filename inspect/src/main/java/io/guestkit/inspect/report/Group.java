package io.guestkit.inspect.report;

import java.util.List;

/**
 * A group of users.
 *
 * @param members those that the group's own line names
 * @param source file and line
 */
public record Group(String name, long gid, List<String> members, String source) {

    public Group {
        members = List.copyOf(members);
    }
}
