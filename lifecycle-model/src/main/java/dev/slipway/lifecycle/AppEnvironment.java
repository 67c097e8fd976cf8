package dev.slipway.lifecycle;

/** One environment of one app, such as {@code shop-api/prod}: what at most one deployment works on at a time. */
public record AppEnvironment(AppName app, EnvironmentName environment) {
    public static AppEnvironment parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "not an environment of an app: '%s' (expected <app>/<environment>)".formatted(text));
        }
        return new AppEnvironment(
                new AppName(text.substring(0, slash)), new EnvironmentName(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return app + "/" + environment;
    }
}
