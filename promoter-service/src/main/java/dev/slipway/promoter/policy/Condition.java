package dev.slipway.promoter.policy;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition that operators write in CEL. It always ends: the language has no loops but those over lists that are there,
 * and their steps are counted. What is not there is an error, not a no.
 */
public final class Condition {
    /** Steps over lists in one answer, nested ones multiplied: some milliseconds. */
    private static final int MOST_STEPS = 100_000;

    private static final int MOST_CHARACTERS = 4_000;
    private static final CelType FACTS = MapType.create(SimpleType.STRING, SimpleType.DYN);

    /** The names a condition may use, and what they are. */
    private static final Map<String, CelType> VARIABLES = Map.ofEntries(
            Map.entry("app", SimpleType.STRING),
            Map.entry("environment", SimpleType.STRING),
            Map.entry("digest", SimpleType.STRING),
            Map.entry("at", SimpleType.STRING),
            Map.entry("published", SimpleType.BOOL),
            Map.entry("source", FACTS),
            Map.entry("tests", ListType.create(SimpleType.DYN)),
            Map.entry("scan", FACTS),
            Map.entry("deployed", FACTS),
            Map.entry("approvals", ListType.create(SimpleType.DYN)),
            Map.entry("waivers", ListType.create(SimpleType.DYN)));

    private static final Cel CEL = cel();

    /** Compiling takes a thousand times as long as asking, and the same few conditions are asked for ever. */
    private static final Map<String, Condition> PARSED = new ConcurrentHashMap<>();

    private static final int MOST_PARSED = 200;

    private final CelAbstractSyntaxTree tree;

    private Condition(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    private static Cel cel() {
        var builder = CelFactory.plannerCelBuilder()
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .comprehensionMaxIterations(MOST_STEPS)
                        .maxExpressionCodePointSize(MOST_CHARACTERS)
                        .build())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL);
        VARIABLES.forEach(builder::addVar);
        return builder.build();
    }

    /** A text that is no condition. */
    public static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    /** A condition without an answer: something it asks for is not there, or it took too many steps. */
    public static final class NoAnswer extends Exception {
        NoAnswer(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    public static Condition parse(String text) throws Malformed {
        Condition known = PARSED.get(text);
        if (known != null) {
            return known;
        }
        try {
            Condition parsed = new Condition(CEL.compile(text).getAst());
            if (PARSED.size() < MOST_PARSED) {
                PARSED.put(text, parsed);
            }
            return parsed;
        } catch (CelValidationException e) {
            throw new Malformed(
                    e.getErrors().stream().map(CelIssue::getMessage).distinct().collect(Collectors.joining("; ")));
        }
    }

    /**
     * Asks it.
     *
     * @param facts by name; numbers as {@code Long}
     */
    public boolean holds(Map<String, Object> facts) throws NoAnswer {
        try {
            if (CEL.createProgram(tree).eval(facts) instanceof Boolean answer) {
                return answer;
            }
            throw new NoAnswer("it is neither true nor false", null);
        } catch (CelEvaluationException e) {
            throw new NoAnswer(String.valueOf(e.getMessage()), e);
        }
    }
}
