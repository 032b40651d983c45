package io.guestkit.cli;

import java.util.List;

/**
 * How a command is called: what its parser accepts and what its help says, in one place.
 *
 * @param name of the command
 * @param operands as help shows them, such as {@code IMAGE [PATH]}
 * @param minOperands fewest operands
 * @param maxOperands most operands
 * @param summary what it does, in a line
 * @param flags beside those that every command takes; with {@link Flag#OUTPUT} if it prints more than text
 * @param examples arguments of useful calls, each followed by what it is good for
 * @param notes further lines of help
 */
record Usage(
        String name,
        String operands,
        int minOperands,
        int maxOperands,
        String summary,
        List<Flag> flags,
        List<String> examples,
        List<String> notes) {

    static final int MANY = Integer.MAX_VALUE;
}
