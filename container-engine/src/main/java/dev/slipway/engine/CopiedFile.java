package dev.slipway.engine;

/** What became of a file that was to be copied out of a container or an image. */
public sealed interface CopiedFile {
    /** The most that is copied, in bytes. */
    int LARGEST = 8 << 20;

    /** A regular file with these bytes. */
    record Found(byte[] content) implements CopiedFile {
        @Override
        public String toString() {
            return "Found[%d bytes]".formatted(content.length);
        }
    }

    /** Nothing that could be copied, and why. */
    record Absent(String why) implements CopiedFile {}
}
