package dev.slipway.yaml;

/** A file that does not say what it should: {@code slipway.yaml:7: test[1].run: found 'yes', wanted a list of words}. */
public final class BrokenYaml extends Exception {
    private final String file;
    private final int line;
    private final String key;

    /** @param line from 1 */
    public BrokenYaml(String file, int line, String key, String found, String wanted) {
        super("%s:%d: %sfound %s, wanted %s".formatted(file, line, key.isEmpty() ? "" : key + ": ", found, wanted));
        this.file = file;
        this.line = line;
        this.key = key;
    }

    public String file() {
        return file;
    }

    public int line() {
        return line;
    }

    /** The path of the key, such as {@code test[1].run}; empty for the document itself. */
    public String key() {
        return key;
    }
}
