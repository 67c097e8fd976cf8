package dev.slipway.events.chain;

import java.util.ArrayList;
import java.util.List;

/** What is wrong, one sentence each; of very many the first ones are kept and the rest counted. */
public final class Findings {
    private static final int KEPT = 1_000;

    private final List<String> sentences = new ArrayList<>();
    private long count;
    private String where = "";

    public void add(String sentence) {
        count++;
        if (sentences.size() < KEPT) {
            sentences.add(where + sentence);
        }
    }

    /** What the following sentences begin with, such as the line of a file. */
    public void at(String place) {
        where = place;
    }

    public boolean none() {
        return count == 0;
    }

    public List<String> sentences() {
        List<String> all = new ArrayList<>(sentences);
        if (count > KEPT) {
            all.add("and %d more".formatted(count - KEPT));
        }
        return List.copyOf(all);
    }
}
