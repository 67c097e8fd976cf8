package dev.slipway.scanner.inventory;

/**
 * How much of a stranger's image is read before it is refused. Sizes in bytes, uncompressed unless said otherwise.
 *
 * @param keptFileBytes one file that is parsed (a package database)
 * @param keptLayerBytes all files of one layer that are parsed
 * @param layerBytes one layer
 * @param imageBytes all layers of an image
 * @param entries tar entries in one layer
 * @param packages packages in one layer
 * @param ratio uncompressed bytes per compressed byte, looked at once {@code ratioFrom} bytes came out
 * @param ratioFrom below this a high ratio is harmless, and usual (an empty layer is zeros)
 * @param wholeFileBytes files up to this size are looked through for secrets
 * @param archives of Java archives in it
 */
public record ReadLimits(
        long keptFileBytes,
        long keptLayerBytes,
        long layerBytes,
        long imageBytes,
        long entries,
        long packages,
        long ratio,
        long ratioFrom,
        int wholeFileBytes,
        ArchiveLimits archives) {
    private static final long MIB = 1L << 20;

    /** Room for the largest images in use (tens of GiB with models inside), at a bounded heap. */
    public static final ReadLimits DEFAULT =
            new ReadLimits(32 * MIB, 64 * MIB, 32 * 1024 * MIB, 64 * 1024 * MIB, 2_000_000, 200_000, 250, 64 * MIB);

    /** With the usual limits for single files and archives. */
    ReadLimits(
            long keptFileBytes,
            long keptLayerBytes,
            long layerBytes,
            long imageBytes,
            long entries,
            long packages,
            long ratio,
            long ratioFrom) {
        this(
                keptFileBytes,
                keptLayerBytes,
                layerBytes,
                imageBytes,
                entries,
                packages,
                ratio,
                ratioFrom,
                1 << 20,
                ArchiveLimits.DEFAULT);
    }

    public ReadLimits {
        if (keptFileBytes < 1
                || keptLayerBytes < 1
                || layerBytes < 1
                || imageBytes < 1
                || entries < 1
                || packages < 1
                || ratio < 1
                || ratioFrom < 0
                || wholeFileBytes < 0) {
            throw new IllegalArgumentException("limits must be positive, got " + this);
        }
    }

    ReadLimits withLayerBytes(long most) {
        return new ReadLimits(
                keptFileBytes,
                keptLayerBytes,
                most,
                imageBytes,
                entries,
                packages,
                ratio,
                ratioFrom,
                wholeFileBytes,
                archives);
    }

    ReadLimits withArchives(ArchiveLimits others) {
        return new ReadLimits(
                keptFileBytes,
                keptLayerBytes,
                layerBytes,
                imageBytes,
                entries,
                packages,
                ratio,
                ratioFrom,
                wholeFileBytes,
                others);
    }
}
