package dev.slipway.console.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A button that leads to its confirmation.
 *
 * @param refused why it cannot be pressed; null if it can
 */
record Action(String label, String href, @Nullable String refused, boolean dangerous) {
    static Action of(PageCommand command, Map<String, String> target, @Nullable String refused) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("do", command.wireName());
        parameters.putAll(target);
        String query = parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return new Action(command.label(), "/confirm?" + query, refused, command.dangerous());
    }
}
