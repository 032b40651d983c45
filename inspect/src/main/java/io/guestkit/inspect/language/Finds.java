package io.guestkit.inspect.language;

import io.guestkit.inspect.report.Application;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The packages that were found, and how much more may be read to find others. */
final class Finds {

    /** A file with the metadata of one package, in bytes. */
    static final int MAX_METADATA = 1 << 20;

    /** A file with those of many. */
    static final int MAX_LIST = 8 << 20;

    private final List<Application> found = new ArrayList<>();
    private long budget;

    /** @param budget bytes that may be read and inflated in all */
    Finds(long budget) {
        this.budget = budget;
    }

    void add(Application application) {
        found.add(application);
    }

    List<Application> found() {
        return found;
    }

    boolean isExhausted() {
        return budget <= 0;
    }

    /** Accounts for what is about to be read. */
    void charge(long bytes) throws BudgetException {
        budget -= bytes;
        if (budget < 0) {
            throw new BudgetException();
        }
    }

    /** All of a file. */
    byte[] bytes(BlockSource file, int most) throws IOException {
        if (file.size() > most) {
            throw new CorruptDataException("%d bytes, expected at most %d".formatted(file.size(), most));
        }
        charge(file.size());
        return file.readBytes(0, (int) file.size());
    }

    String text(BlockSource file) throws IOException {
        return new String(bytes(file, MAX_METADATA), StandardCharsets.UTF_8);
    }

    /** No more may be read. */
    static final class BudgetException extends IOException {
        private static final long serialVersionUID = 1L;

        BudgetException() {
            super("more to read than is ever looked into");
        }
    }
}
