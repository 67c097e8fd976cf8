package dev.slipway.deployer.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes secret values out of what others wrote, such as a container's log: as they are, line by line, in Base64 and
 * encoded for URLs. Values under six characters are left: to take them out would destroy the text and hide little.
 */
public final class Redaction {
    public static final Redaction NONE = new Redaction(List.of());
    private static final String INSTEAD = "[secret]";
    private static final int SHORTEST = 6;

    private final List<String> forms;

    private Redaction(List<String> forms) {
        this.forms = forms;
    }

    public static Redaction of(Collection<byte[]> values) {
        TreeSet<String> forms = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (byte[] value : values) {
            String text = new String(value, StandardCharsets.UTF_8);
            forms.add(Base64.getEncoder().encodeToString(value));
            add(forms, text.strip());
            text.lines().map(String::strip).forEach(line -> add(forms, line));
        }
        return new Redaction(
                forms.stream().filter(form -> form.length() >= SHORTEST).toList());
    }

    private static void add(Set<String> forms, String text) {
        forms.add(text);
        forms.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
        forms.add(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    public String clean(String text) {
        String clean = text;
        for (String form : forms) {
            clean = clean.replace(form, INSTEAD);
        }
        return clean;
    }
}
