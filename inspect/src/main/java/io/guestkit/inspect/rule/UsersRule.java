package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.Passwd;
import io.guestkit.inspect.report.User;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Users of the password file. */
final class UsersRule implements Rule {

    private static final Comparator<User> BY_NUMBER = new Comparator<>() {
        @Override
        public int compare(User one, User other) {
            int byNumber = Long.compare(one.uid(), other.uid());
            return byNumber != 0 ? byNumber : one.name().compareTo(other.name());
        }
    };

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String text = files.text("etc/passwd");
        if (text == null) {
            return;
        }
        List<User> users = new ArrayList<>(Passwd.parse(text));
        users.sort(BY_NUMBER);
        for (User user : users) {
            findings.add(user);
        }
    }
}
