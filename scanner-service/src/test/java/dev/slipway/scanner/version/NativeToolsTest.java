package dev.slipway.scanner.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools themselves, where they are installed, over pairs that the kept tables do not have. */
class NativeToolsTest {
    private static final long SEED = 20261125L;
    private static final int PAIRS = 4_000;
    private static final Pattern SEMVER = Pattern.compile(
            "(0|[1-9]\\d{0,9})(\\.(0|[1-9]\\d{0,9})){2}"
                    + "(-(0|[1-9]\\d{0,9}|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d{0,9}|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\\+[0-9a-z]+)?");

    @TempDir
    private Path folder;

    @Test
    void agreesWithNpm() throws Exception {
        String script = """
                const path = require('path'), fs = require('fs'), run = require('child_process');
                const semver = require(path.join(String(run.execSync('npm root -g')).trim(), 'npm/node_modules/semver'));
                for (const line of fs.readFileSync(process.argv[1], 'latin1').split('\\n'))
                    if (line) { const [a, b] = line.split(' '); console.log(semver.compare(a, b)); }
                """;
        List<String> seeds = List.of("1.0.0", "1.2.3-rc.1", "10.20.30-alpha.beta", "1.0.0-0.3.7", "2.0.0+build");
        judge(
                pairs(seeds, "0123.-+abzR", text -> SEMVER.matcher(text).matches()),
                "npm",
                List.of("node", "-e", script));
    }

    @Test
    void agreesWithPip() throws Exception {
        String script = """
                import sys
                from pip._vendor.packaging.version import Version
                for line in open(sys.argv[1]):
                    a, b = map(Version, line.split()); print((a > b) - (a < b))
                """;
        List<String> seeds = List.of("1.0", "2.0.1rc1", "1!2.0", "1.0.post3", "1.0a1.dev2", "1.0+ubuntu.1", "4.2b");
        judge(
                pairs(seeds, "0019.abrcdevpost+-_!", NativeToolsTest::isPython),
                "PyPI",
                List.of("python3", "-c", script));
    }

    /** What our reader refuses is not compared here; that it refuses too much would show in the kept tables. */
    private static boolean isPython(String text) {
        try {
            PythonVersion.parse(text);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private void judge(List<String[]> pairs, String ecosystem, List<String> command) throws Exception {
        VersionOrder order = VersionOrder.ofEcosystem(ecosystem).orElseThrow();
        List<String> answers = ask(pairs, command);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            String[] pair = pairs.get(i);
            int ours = Integer.signum(order.compare(pair[0], pair[1]));
            if (ours != Integer.parseInt(answers.get(i))) {
                wrong.add("%s ? %s: %s %s, ours %d"
                        .formatted(pair[0], pair[1], command.getFirst(), answers.get(i), ours));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private List<String> ask(List<String[]> pairs, List<String> command) throws IOException, InterruptedException {
        Path input = folder.resolve("pairs");
        Path errors = folder.resolve("errors");
        Files.write(input, pairs.stream().map(pair -> pair[0] + " " + pair[1]).toList(), StandardCharsets.US_ASCII);
        List<String> whole = new ArrayList<>(command);
        whole.add(input.toString());
        try {
            Process tool =
                    new ProcessBuilder(whole).redirectError(errors.toFile()).start();
            try (BufferedReader out = tool.inputReader(StandardCharsets.US_ASCII)) {
                List<String> answers = out.lines().toList();
                if (tool.waitFor() == 0) {
                    assertThat(answers).hasSameSizeAs(pairs);
                    return answers;
                }
            }
        } catch (IOException absent) {
            return skip("no %s on this machine".formatted(command.getFirst()));
        }
        String complaint = Files.readString(errors, StandardCharsets.UTF_8);
        return skip("%s cannot judge: %s".formatted(command.getFirst(), complaint.strip()));
    }

    private static List<String> skip(String reason) {
        System.out.println("skipped: " + reason);
        return abort(reason);
    }

    private interface Accepts {
        boolean version(String text);
    }

    private static List<String[]> pairs(List<String> seeds, String alphabet, Accepts accepts) {
        Random random = new Random(SEED);
        List<String[]> pairs = new ArrayList<>();
        while (pairs.size() < PAIRS) {
            String left = mutated(seeds.get(random.nextInt(seeds.size())), alphabet, random);
            String right = mutated(random.nextInt(5) == 0 ? seeds.getFirst() : left, alphabet, random);
            if (accepts.version(left) && accepts.version(right)) {
                pairs.add(new String[] {left, right});
            }
        }
        return pairs;
    }

    private static String mutated(String text, String alphabet, Random random) {
        String mutated = text;
        for (int n = random.nextInt(3); n > 0 && !mutated.isEmpty(); n--) {
            int at = random.nextInt(mutated.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            mutated = mutated.substring(0, at)
                    + (random.nextInt(3) == 0 ? "" : c)
                    + mutated.substring(at + random.nextInt(2));
        }
        return mutated;
    }
}
