package dev.slipway.scanner.lint;

import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.Secret;
import dev.slipway.scanner.inventory.SecretRules;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Checks a configuration: a function of it and the inventory. */
public final class ImageLint {
    private static final Pattern ROOT = Pattern.compile("(?:root|0+)?(?::.*)?");
    private static final Pattern CREDENTIAL_NAME = Pattern.compile(
            "(?i)(?:.*[_-])?(?:passw(?:or)?d|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)(?:[_-](?:key|id))?");
    private static final Pattern NOT_A_VALUE = Pattern.compile("|true|false|\\d|/.*|\\$.*");
    private static final int SHOWN = 120;

    private ImageLint() {}

    public static List<Remark> check(ImageConfig config, Inventory inventory) {
        List<Remark> remarks = new ArrayList<>();
        if (ROOT.matcher(config.user()).matches()) {
            remarks.add(new Remark(
                    "CIS-DI-0001", "runs as root (USER is '%s'); name another user".formatted(config.user())));
        }
        if (!config.healthcheck()) {
            remarks.add(new Remark("CIS-DI-0006", "has no HEALTHCHECK"));
        }
        config.history().forEach(step -> checkStep(step, remarks));
        inventory
                .setuid()
                .forEach(path -> remarks.add(
                        new Remark("CIS-DI-0008", "%s runs with its owner's or group's rights".formatted(path))));
        config.environment().forEach((name, value) -> {
            if (CREDENTIAL_NAME.matcher(name).matches()
                    && !NOT_A_VALUE.matcher(value).matches()) {
                remarks.add(new Remark(
                        "CIS-DI-0010",
                        "the variable %s looks like a credential; everybody who can pull the image can read it"
                                .formatted(name)));
            }
        });
        return remarks;
    }

    private static void checkStep(String step, List<Remark> remarks) {
        String shown = SecretText.withoutSecrets(step.length() > SHOWN ? step.substring(0, SHOWN) + "..." : step);
        boolean updates = step.contains("apt-get update") || step.contains("apt update");
        boolean installs = step.contains("install") || step.contains("upgrade");
        if (updates && !installs) {
            remarks.add(new Remark("CIS-DI-0007", "updates the package lists alone, which goes stale: " + shown));
        }
        if (step.contains("dist-upgrade")) {
            remarks.add(new Remark("DKL-DI-0003", "upgrades the distribution inside an image: " + shown));
        }
        if (updates && installs && !step.contains("/var/lib/apt/lists")) {
            remarks.add(new Remark("DKL-DI-0005", "leaves the package lists behind: " + shown));
        }
        if (Pattern.compile("\\bsudo\\s").matcher(step).find()) {
            remarks.add(new Remark("DKL-DI-0001", "uses sudo: " + shown));
        }
    }

    /** Secrets in variables and in the commands the image was made by. */
    public static List<Secret> secrets(ImageConfig config) {
        List<Secret> found = new ArrayList<>();
        config.environment()
                .forEach((name, value) ->
                        found.addAll(SecretRules.inConfiguration("variable " + name, name + "=" + value)));
        for (int i = 0; i < config.history().size(); i++) {
            found.addAll(SecretRules.inConfiguration(
                    "history step " + (i + 1), config.history().get(i)));
        }
        return found;
    }

    /** Remarks quote commands; a credential in one must not come along. */
    private static final class SecretText {
        private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z0-9+/_=-]{20,}|://[^\\s@]*@");

        static String withoutSecrets(String text) {
            return LONG_WORD.matcher(text).replaceAll("***");
        }
    }
}
