package dev.slipway.builder.manifest;

import dev.slipway.builder.manifest.Manifest.RunTest;
import dev.slipway.builder.manifest.Manifest.StageTest;
import dev.slipway.builder.manifest.Manifest.Test;
import dev.slipway.builder.tag.TagKind;
import dev.slipway.lifecycle.AppName;
import dev.slipway.yaml.BrokenYaml;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlMap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code slipway.yaml}. A key that is not understood is an error: what people write must have an effect. */
public final class ManifestFile {
    private static final Pattern TEST_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern STAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern REPORT = Pattern.compile("(?!.*(/\\.{1,2}(/|$)|//))(/[^/:\\p{Cc}]{1,100}){2,10}");
    private static final Pattern PATH = Pattern.compile("(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\p{Cc}]{1,255}");
    private static final String ARGUMENT_NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private ManifestFile() {}

    public static Manifest read(String file, byte[] utf8) throws BrokenYaml {
        YamlMap root = YamlDocument.parse(file, utf8).only("app", "build", "test", "tags", "run", "verify");
        return new Manifest(app(root), build(root.map("build")), tests(root), tags(root), RunSection.json(root));
    }

    private static AppName app(YamlMap root) throws BrokenYaml {
        String wanted = "the app's name: small letters, digits and dashes, such as shop-api";
        String name = root.text("app", wanted);
        try {
            return new AppName(name);
        } catch (IllegalArgumentException e) {
            throw root.broken("app", "'%s'".formatted(name), wanted);
        }
    }

    private static Manifest.Build build(YamlMap build) throws BrokenYaml {
        build.only("context", "dockerfile", "target", "args", "secrets");
        String path = "a path inside the repository, without '..'";
        YamlMap args = build.map("args");
        for (String name : args.keys()) {
            if (!name.matches(ARGUMENT_NAME)) {
                throw args.broken(name, "'%s'".formatted(name), "the name of a build argument, such as VERSION");
            }
        }
        return new Manifest.Build(
                build.optionalText("context", PATH, path).orElse("."),
                build.optionalText("dockerfile", PATH, path).orElse("Dockerfile"),
                build.optionalText("target", STAGE, "the name of a stage").orElse(null),
                args.texts("a value"),
                secrets(build));
    }

    private static List<String> secrets(YamlMap build) throws BrokenYaml {
        List<String> ids = build.texts("secrets", "a list of secret ids, such as [npm-token]");
        for (String id : ids) {
            if (!SECRET.matcher(id).matches()) {
                throw build.broken("secrets", "'%s'".formatted(id), "ids of letters, digits, '_', '.' and '-'");
            }
        }
        return ids;
    }

    private static List<Test> tests(YamlMap root) throws BrokenYaml {
        List<Test> tests = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlMap one : root.maps("test")) {
            Test test = test(one.only("name", "target", "run", "report"));
            if (!names.add(test.name())) {
                throw one.broken("name", "'%s' again".formatted(test.name()), "a name of its own for each test");
            }
            tests.add(test);
        }
        return tests;
    }

    private static Test test(YamlMap test) throws BrokenYaml {
        String wanted = "a name of small letters, digits and dashes";
        String name =
                test.optionalText("name", TEST_NAME, wanted).orElseThrow(() -> test.broken("name", "nothing", wanted));
        Optional<String> target = test.optionalText("target", STAGE, "the name of a stage");
        List<String> command = test.texts("run", "a list of words, such as [/app/selftest, --quick]");
        if (target.isPresent() == !command.isEmpty()) {
            throw test.broken(
                    target.isPresent() ? "run" : "name",
                    target.isPresent() ? "target and run" : "neither target nor run",
                    "one of them: a stage that must build, or a command that must exit 0");
        }
        String report = test.optionalText("report", REPORT, "an absolute path in a folder, such as /reports/junit.xml")
                .orElse(null);
        return target.<Test>map(stage -> new StageTest(name, stage, report))
                .orElseGet(() -> new RunTest(name, command, report));
    }

    /** Without a word, an image gets the tag of its commit. */
    private static Set<TagKind> tags(YamlMap root) throws BrokenYaml {
        Set<TagKind> kinds = EnumSet.noneOf(TagKind.class);
        for (String word : root.texts("tags", "a list of kinds of tags")) {
            kinds.add(TagKind.of(word)
                    .orElseThrow(() -> root.broken("tags", "'%s'".formatted(word), "some of sha, semver, branch")));
        }
        return kinds.isEmpty() ? EnumSet.of(TagKind.SHA) : kinds;
    }
}
