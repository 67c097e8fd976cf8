package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of docs/, of which every block of commands is run as it stands. */
record Guide(String name, List<Block> blocks) {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    /** A fenced block: its language, and what is between the fences. */
    record Block(String language, String text) {}

    static Guide read(String name) throws IOException {
        String page = Files.readString(Pipeline.PROJECT.resolve("docs").resolve(name));
        return new Guide(
                name,
                FENCE.matcher(page)
                        .results()
                        .map(match -> new Block(match.group(1), match.group(2)))
                        .toList());
    }

    /** The only block of a language that has this text. */
    String block(String language, String mark) {
        List<String> found = blocks.stream()
                .filter(block ->
                        block.language().equals(language) && block.text().contains(mark))
                .map(Block::text)
                .toList();
        assertThat(found).as("%s block with '%s' in %s", language, mark, name).hasSize(1);
        return found.getFirst();
    }

    /** Runs the shell's blocks one after the other in one shell, and holds what each says against the text that follows it. */
    void run(Bash bash) throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (Block block : blocks) {
            if (block.language().equals("sh")) {
                commands.add(block.text());
                outputs.add("");
            } else if (block.language().equals("text")) {
                outputs.set(outputs.size() - 1, block.text());
            }
        }
        assertThat(commands).as("blocks of commands in %s", name).isNotEmpty();
        List<String> said = bash.each(commands);
        for (int i = 0; i < said.size(); i++) {
            if (!outputs.get(i).isEmpty()) {
                says(commands.get(i), outputs.get(i), said.get(i));
            }
        }
        assertThat(said)
                .as("the last block of %s that ended well said:%n%s", name, said.getLast())
                .hasSameSizeAs(commands);
    }

    /** Its lines in this order, maybe with others between them; … stands for anything. */
    private void says(String command, String wanted, String said) {
        String form = Arrays.stream(wanted.split("\n", -1))
                .filter(line -> !line.isBlank())
                .map(line ->
                        Arrays.stream(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .collect(Collectors.joining("\n(?:.*\n)*?", "(?m)^", "$"));
        assertThat(Pattern.compile(form).matcher(said).find())
                .as("%s:%n%s%nis to say%n%s%nand said%n%s", name, command, wanted, said)
                .isTrue();
    }
}
