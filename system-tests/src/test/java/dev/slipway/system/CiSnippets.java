package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The files for CI systems in docs/ci.md: what each would have its runner do, with the variables that the system gives. */
final class CiSnippets {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ *(?:vars|secrets)\\.(\\w+) *}}");
    private static final Pattern JENKINS_VARIABLE =
            Pattern.compile("(?m)^ +([A-Z_]+) = (?:'[^']*'|credentials\\('[^']*'\\))$");
    private static final Pattern JENKINS_SHELL = Pattern.compile("(?s)sh '''(.*?)'''");

    private final Guide guide;
    private final Map<String, String> operators;

    /** @param operators variables and secrets that the project was given */
    CiSnippets(Guide guide, Map<String, String> operators) {
        this.guide = guide;
        this.operators = operators;
    }

    /** What a runner does. */
    record Job(String shell, String script, Map<String, String> variables) {
        Bash.End run(Bash bash) throws IOException, InterruptedException {
            return bash.with(variables).run(shell, script);
        }
    }

    Job gitHub(String server, String repository, String commit, String summary) throws IOException {
        JsonNode job =
                YAML.readTree(guide.block("yaml", "# .github/workflows/")).at("/jobs/ship");
        Map<String, String> variables = new HashMap<>(Map.of(
                "GITHUB_SERVER_URL", server,
                "GITHUB_REPOSITORY", repository,
                "GITHUB_SHA", commit,
                "GITHUB_REF", "refs/heads/main",
                "GITHUB_STEP_SUMMARY", summary));
        job.path("env")
                .properties()
                .forEach(one -> variables.put(one.getKey(), given(one.getValue().asText())));
        return new Job("bash", String.join("\n", job.path("steps").findValuesAsText("run")), variables);
    }

    private String given(String expression) {
        var name = EXPRESSION.matcher(expression);
        assertThat(name.matches()).as(expression).isTrue();
        return Objects.requireNonNull(operators.get(name.group(1)), expression);
    }

    Job gitLab(String project, String commit, String pipeline) throws IOException {
        JsonNode job = YAML.readTree(guide.block("yaml", "# .gitlab-ci.yml")).path("ship");
        List<String> script = new ArrayList<>();
        job.path("script").forEach(line -> script.add(line.asText()));
        assertThat(script).isNotEmpty();
        Map<String, String> variables = new HashMap<>(operators);
        variables.putAll(Map.of(
                "CI_PROJECT_URL", project,
                "CI_COMMIT_SHA", commit,
                "CI_COMMIT_BRANCH", "main",
                "CI_PIPELINE_ID", pipeline));
        return new Job("sh", String.join("\n", script), variables);
    }

    Job jenkins(String repository, String commit) {
        String file = guide.block("groovy", "pipeline {");
        assertThat(JENKINS_VARIABLE.matcher(file).results().map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(operators.keySet());
        List<String> shells = JENKINS_SHELL
                .matcher(file)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(shells).hasSize(1);
        Map<String, String> variables = new HashMap<>(operators);
        variables.putAll(Map.of("GIT_URL", repository, "GIT_COMMIT", commit, "BRANCH_NAME", "main"));
        return new Job("sh", shells.getFirst(), variables);
    }
}
