package dev.slipway.scanner.inventory;

/**
 * How much of Java archives is looked into before they are refused.
 *
 * @param fileBytes one archive as it is stored
 * @param nestedBytes all archives inside archives of one layer, unpacked
 * @param depth archives in archives: 1 is an archive alone
 * @param entries of one archive
 * @param directoryBytes the list of entries at its end, which is held in memory
 */
public record ArchiveLimits(long fileBytes, long nestedBytes, int depth, int entries, long directoryBytes) {
    private static final long MIB = 1L << 20;

    /** An enterprise application with all its libraries has some hundred MiB and three levels. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(1024 * MIB, 4096 * MIB, 5, 200_000, 24 * MIB);

    public ArchiveLimits {
        if (fileBytes < 1 || nestedBytes < 1 || depth < 1 || entries < 1 || directoryBytes < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
