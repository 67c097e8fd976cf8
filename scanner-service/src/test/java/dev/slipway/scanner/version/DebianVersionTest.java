package dev.slipway.scanner.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebianVersionTest {
    private static final long SEED = 20261124L;
    private static final int PAIRS = 4_000;
    private static final String ALPHABET = "0001122399abzAZ.+~-";

    @Test
    void ordersAsPolicySays() {
        assertThat(List.of(
                        "1.0~~",
                        "1.0~~a",
                        "1.0~",
                        "1.0~rc1",
                        "1.0",
                        "1.0-0+b1",
                        "1.0-1",
                        "1.0a",
                        "1.0+",
                        "1.0.1",
                        "1:0.1"))
                .isSortedAccordingTo(DebianVersion::compare);
    }

    @Test
    void missingRevisionIsRevisionZero() {
        assertThat(DebianVersion.compare("1.0", "1.0-0")).isZero();
        assertThat(DebianVersion.compare("0:1.0", "1.00")).isZero();
    }

    @Test
    void comparesNumbersOfAnyLength() {
        String older = "0.5+20221222000619".repeat(1) + "9".repeat(400) + "-1";
        String newer = "0.5+20221222000620" + "0".repeat(400) + "-1";
        assertThat(DebianVersion.compare(older, newer)).isNegative();
        assertThat(DebianVersion.compare(newer, older)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1.0", "1.0 ", "a:1.0", ":1.0", "1.0-", "-1", "1:", "1.0\u00e9"})
    void refusesWhatIsNoVersion(String text) {
        assertThatThrownBy(() -> DebianVersion.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a Debian version");
    }

    @Test
    void agreesWithDpkgOnGeneratedPairs(@TempDir Path folder) throws Exception {
        assumeTrue(dpkgAnswers(), () -> {
            String reason = "skipped: no dpkg on this machine to judge the order of versions";
            System.out.println(reason);
            return reason;
        });
        List<String[]> pairs = pairs();
        List<String> judged = judge(pairs, folder);
        List<String> wrong = new ArrayList<>();
        int equal = 0;
        for (int i = 0; i < pairs.size(); i++) {
            String[] pair = pairs.get(i);
            int ours = Integer.signum(DebianVersion.compare(pair[0], pair[1]));
            int theirs = Integer.parseInt(judged.get(i));
            equal += theirs == 0 ? 1 : 0;
            if (ours != theirs || Integer.signum(DebianVersion.compare(pair[1], pair[0])) != -theirs) {
                wrong.add("%s ? %s: dpkg %d, ours %d".formatted(pair[0], pair[1], theirs, ours));
            }
        }
        assertThat(wrong).isEmpty();
        // Pairs that are nearly the same are the hard ones; a generator that never hits equality tests little.
        assertThat(equal).isGreaterThan(PAIRS / 50).isLessThan(PAIRS / 2);
    }

    /** Half random texts, half small changes of real-looking versions. */
    private static List<String[]> pairs() {
        Random random = new Random(SEED);
        List<String[]> pairs = new ArrayList<>();
        while (pairs.size() < PAIRS) {
            String left = random.nextBoolean() ? random(random) : realistic(random);
            String right = random.nextInt(4) == 0 ? random(random) : mutated(left, random);
            if (isVersion(left) && isVersion(right)) {
                pairs.add(new String[] {left, right});
            }
        }
        return pairs;
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? random.nextInt(3) + ":" : "");
        text.append(random.nextInt(10));
        int length = random.nextInt(9);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static String realistic(Random random) {
        List<String> forms = List.of(
                "2.36-9+deb12u4",
                "1:9.2p1-2+deb12u3",
                "0.5+20221222000619-1",
                "6.1.0~rc3-1~bpo12+1",
                "12.2.0-14",
                "1.3.4.20200120-3.1",
                "5.36.0-7+deb12u1",
                "3.0.16-1~deb12u1",
                "20230311+deb12u1",
                "4:12.2.0-3");
        return forms.get(random.nextInt(forms.size()));
    }

    private static String mutated(String text, Random random) {
        int at = random.nextInt(text.length());
        String inserted = random.nextInt(4) == 0
                ? "0".repeat(1 + random.nextInt(12))
                : "" + ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + inserted + text.substring(at);
            case 2 -> text.substring(0, at) + inserted + text.substring(at + 1);
            default -> text;
        };
    }

    /** dpkg insists on a digit first, and calls other beginnings an error while it compares them. */
    private static boolean isVersion(String text) {
        return text.matches("(\\d{1,8}:)?\\d[A-Za-z0-9.+~-]*") && !text.endsWith("-");
    }

    private static boolean dpkgAnswers() throws InterruptedException {
        try {
            Process dpkg = new ProcessBuilder("dpkg", "--compare-versions", "1", "lt", "2").start();
            return dpkg.waitFor(10, TimeUnit.SECONDS) && dpkg.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** One shell asks dpkg about all pairs: starting a process from here for each would take minutes. */
    private static List<String> judge(List<String[]> pairs, Path folder) throws IOException, InterruptedException {
        Path input = folder.resolve("pairs");
        Files.write(input, pairs.stream().map(pair -> pair[0] + " " + pair[1]).toList(), StandardCharsets.US_ASCII);
        String script = "while read -r a b; do if dpkg --compare-versions \"$a\" lt \"$b\"; then echo -1;"
                + " elif dpkg --compare-versions \"$a\" gt \"$b\"; then echo 1; else echo 0; fi; done";
        Process shell = new ProcessBuilder("sh", "-c", script)
                .redirectInput(input.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        try (BufferedReader out = shell.inputReader(StandardCharsets.US_ASCII)) {
            List<String> answers = out.lines().toList();
            assertThat(shell.waitFor()).isZero();
            assertThat(Files.readString(folder.resolve("errors")))
                    .as("complaints of dpkg")
                    .isEmpty();
            assertThat(answers).hasSameSizeAs(pairs);
            return answers;
        }
    }
}
