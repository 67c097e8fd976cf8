package dev.slipway.console.pages;

import dev.slipway.lifecycle.Digest;
import io.quarkus.qute.RawString;

/**
 * A digest as it stands on a page: short, in full, and as a small picture that follows from it, so that the same digest
 * is known again at a glance.
 */
record Fingerprint(String full, String brief, RawString picture) {
    private static final int BRIEF = 12;
    private static final int SIDE = 5;
    private static final String ALGORITHM = "sha256:";

    static Fingerprint of(Digest digest) {
        String hex = digest.value().substring(ALGORITHM.length());
        return new Fingerprint(digest.value(), hex.substring(0, BRIEF), new RawString(picture(hex)));
    }

    /** Five by five squares, mirrored; everything in it comes from hex digits. */
    private static String picture(String hex) {
        StringBuilder squares = new StringBuilder();
        for (int column = 0; column < (SIDE + 1) / 2; column++) {
            for (int row = 0; row < SIDE; row++) {
                if (Character.digit(hex.charAt(column * SIDE + row), 16) % 2 == 0) {
                    square(squares, column, row);
                    if (column != SIDE - 1 - column) {
                        square(squares, SIDE - 1 - column, row);
                    }
                }
            }
        }
        int hue = Integer.parseInt(hex.substring(hex.length() - 3), 16) % 360;
        return """
                <svg class="print" viewBox="0 0 5 5" aria-hidden="true" fill="hsl(%d 45%% 52%%)">%s</svg>""".formatted(hue, squares);
    }

    private static void square(StringBuilder squares, int column, int row) {
        squares.append("<rect x=\"%d\" y=\"%d\" width=\"1\" height=\"1\"/>".formatted(column, row));
    }
}
