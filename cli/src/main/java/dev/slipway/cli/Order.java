package dev.slipway.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something a person can have done. The console checks it, commits it to the ledger under their name, and answers.
 *
 * @param targets what it can be about
 * @param extras what it takes besides the reason
 */
record Order(String name, String description, List<Target> targets, List<Extra> extras) {
    private static final Extra ENVIRONMENT =
            new Extra("--environment", "environment", true, "The environment, such as prod.");
    private static final Extra EXPIRES =
            new Extra("--expires", "expires", false, "When it ends by itself, such as 2026-12-01T08:00:00Z.");

    private static final Map<Target, String> EXAMPLES =
            Map.of(Target.ARTIFACT, "sha256: and 64 hex digits", Target.PLACE, "such as shop-api/prod");

    /** Every command of this kind. */
    static final List<Order> ALL = List.of(
            new Order(
                    "approve",
                    "Says yes to a digest entering an environment, in a role that its gate asks for.",
                    List.of(Target.ARTIFACT),
                    List.of(
                            ENVIRONMENT,
                            new Extra("--role", "role", false, "Which of your approver roles, if you have several."),
                            EXPIRES)),
            new Order(
                    "reject",
                    "Says no to a digest entering an environment.",
                    List.of(Target.ARTIFACT),
                    List.of(
                            ENVIRONMENT,
                            new Extra("--role", "role", false, "Which of your approver roles, if you have several."))),
            new Order(
                    "promote",
                    "Asks for a digest to enter an environment; its gates decide.",
                    List.of(Target.ARTIFACT),
                    List.of(ENVIRONMENT)),
            new Order(
                    "veto",
                    "Forbids a digest everywhere: it is never to be promoted.",
                    List.of(Target.ARTIFACT),
                    List.of()),
            new Order("unveto", "Takes a veto back.", List.of(Target.ARTIFACT), List.of()),
            new Order(
                    "hold",
                    "Lets no new artifact into an environment of an app by itself.",
                    List.of(Target.PLACE),
                    List.of()),
            new Order("release", "Ends a hold.", List.of(Target.PLACE), List.of()),
            new Order(
                    "freeze",
                    "Stops deployments to an environment of an app; roll backs go on.",
                    List.of(Target.PLACE),
                    List.of(new Extra("--until", "until", false, "When it ends by itself; without it, never."))),
            new Order("unfreeze", "Ends a freeze.", List.of(Target.PLACE), List.of()),
            new Order(
                    "deploy",
                    "Deploys a digest that may run there, again or for the first time.",
                    List.of(Target.PLACE),
                    List.of(new Extra("--digest", "digest", false, "Which; without it, what serves now."))),
            new Order(
                    "rollback",
                    "Brings back what was good before.",
                    List.of(Target.PLACE),
                    List.of(new Extra("--to", "to", false, "The digest; without it, the last good one before."))),
            new Order(
                    "abort",
                    "Stops a deployment: before it has traffic it is undone, after that rolled back.",
                    List.of(Target.DEPLOYMENT),
                    List.of()),
            new Order("cancel", "Stops a build.", List.of(Target.BUILD), List.of()),
            new Order(
                    "waive",
                    "Answers for a finding, of a digest or of whatever runs in an environment of an app.",
                    List.of(Target.ARTIFACT, Target.PLACE),
                    List.of(
                            new Extra("--advisory", "advisory", true, "Its name, such as CVE-2021-44228."),
                            new Extra("--package", "package", false, "Only in this package."),
                            new Extra("--owner", "owner", true, "Who has to mend it."),
                            EXPIRES)),
            new Order(
                    "unwaive",
                    "Takes a waiver back.",
                    List.of(Target.ARTIFACT, Target.PLACE),
                    List.of(new Extra("--waiver", "waiver", true, "Its id, see 'slipway findings'."))));

    /** An option of its own, which becomes a member of the request. */
    record Extra(String option, String member, boolean required, String description) {}

    /** What a command can be about, with the form that tells it and its place in the API. */
    enum Target {
        ARTIFACT("DIGEST", "sha256:[0-9a-f]{64}", "/v1/artifacts/%s/%s"),
        PLACE("APP/ENVIRONMENT", "[a-z0-9-]+/[a-z0-9-]+", "/v1/apps/%s/%s"),
        DEPLOYMENT("DEPLOYMENT", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "/v1/deployments/%s/%s"),
        BUILD("BUILD", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "/v1/builds/%s/%s");

        private final String label;
        private final Pattern form;
        private final String path;

        Target(String label, String form, String path) {
            this.label = label;
            this.form = Pattern.compile(form);
            this.path = path;
        }

        String label() {
            return label;
        }

        private Optional<String> path(String text, String verb) {
            if (!form.matcher(text).matches()) {
                return Optional.empty();
            }
            return Optional.of(path.formatted(this == PLACE ? text.replace("/", "/environments/") : text, verb));
        }
    }

    String label() {
        return String.join("|", targets.stream().map(Target::label).toList());
    }

    /** Where in the API this is asked of a target. */
    String path(String target) throws CannotAsk {
        return targets.stream()
                .flatMap(kind -> kind.path(target, name).stream())
                .findFirst()
                .orElseThrow(() -> new CannotAsk(
                        400,
                        "'%s' is no %s (wanted: %s)"
                                .formatted(
                                        target,
                                        label(),
                                        String.join(
                                                " or ",
                                                targets.stream()
                                                        .map(kind -> EXAMPLES.getOrDefault(kind, "the id of one"))
                                                        .toList()))));
    }
}
