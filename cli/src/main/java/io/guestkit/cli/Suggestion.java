package io.guestkit.cli;

import java.util.List;

/** What somebody may have meant who typed something else. */
final class Suggestion {

    private static final int LONGEST = 32;

    private Suggestion() {}

    /** {@code  (did you mean …?)} with the nearest of the known words; empty if none is near. */
    static String of(String typed, List<String> known) {
        if (typed.length() > LONGEST) {
            return "";
        }
        String nearest = null;
        int least = Math.max(1, typed.length() / 3) + 1;
        for (String word : known) {
            int distance = word.startsWith(typed) && typed.length() > 1 ? 1 : distance(typed, word);
            if (distance < least) {
                least = distance;
                nearest = word;
            }
        }
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    /** How many letters have to be inserted, removed, replaced or swapped with their neighbour. */
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                steps[i][j] = swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
            }
        }
        return steps[a.length()][b.length()];
    }
}
