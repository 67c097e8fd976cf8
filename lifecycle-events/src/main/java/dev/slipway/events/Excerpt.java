package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;

/** What was found, short and printable enough for a message. */
final class Excerpt {
    private static final int LENGTH = 80;

    private Excerpt() {}

    static String of(String text) {
        String printable = text.replaceAll("[\\p{Cc}\\p{Cs}]", "\uFFFD");
        return printable.length() <= LENGTH
                ? printable
                : "%s… (%d characters)".formatted(printable.substring(0, LENGTH), text.length());
    }

    /** Such as {@code missing}, {@code a number}, {@code an empty string}. */
    static String of(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "missing";
            case NULL -> "null";
            case STRING -> node.asText().isEmpty() ? "an empty string" : "'%s'".formatted(of(node.asText()));
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case BINARY, POJO -> "not JSON";
        };
    }
}
