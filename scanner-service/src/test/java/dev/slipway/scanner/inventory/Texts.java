package dev.slipway.scanner.inventory;

/** The few files of a Debian image that matter here. */
final class Texts {
    static final String BOOKWORM = """
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            NAME="Debian GNU/Linux"
            VERSION_ID="12"
            VERSION_CODENAME=bookworm
            ID=debian
            """;

    private Texts() {}

    static String installed(String name, String version) {
        return """
                Package: %s
                Status: install ok installed
                Priority: optional
                Architecture: amd64
                Version: %s
                Description: something
                 with more lines
                 .
                 Version: of a description, not of the package

                """.formatted(name, version);
    }
}
