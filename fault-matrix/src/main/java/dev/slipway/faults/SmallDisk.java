package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Unexpected;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file system of its own, in memory, that can be filled to the last byte and emptied again. Only root can have one. */
final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 1 << 20;
    private static final int SMALLEST = 4_096;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    static SmallDisk mount(Path folder, long bytes) throws IOException, InterruptedException, Unexpected {
        Files.createDirectories(folder);
        try {
            Program.run(
                    folder,
                    Map.of(),
                    List.of(
                            "mount",
                            "-t",
                            "tmpfs",
                            "-o",
                            "mode=0700,size=" + bytes,
                            "slipway-faults",
                            folder.toString()));
        } catch (Cannot e) {
            throw new Unexpected(
                    "not run: a small file system could not be mounted (are you root?): " + e.getMessage());
        }
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    private Path balloon() {
        return folder.resolve("balloon");
    }

    /** Until not one block is left. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(balloon())) {
            for (int size = CHUNK; size >= SMALLEST; size /= 2) {
                blow(out, new byte[size]);
            }
        } catch (IOException e) {
            // closing may say once more that it is full
        }
        if (Files.getFileStore(folder).getUsableSpace() >= SMALLEST) {
            throw new IOException("%s has still %d bytes free"
                    .formatted(folder, Files.getFileStore(folder).getUsableSpace()));
        }
    }

    private static void blow(OutputStream out, byte[] chunk) {
        try {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            // as wanted: a smaller piece may still fit
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(balloon());
    }

    @Override
    public void close() throws IOException {
        unmount(folder);
    }

    /** Unmounts whatever of ours is mounted below; what was killed has left it. */
    static void releaseBelow(Path root) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("slipway-faults") && Path.of(words[1]).startsWith(root.toAbsolutePath())) {
                unmount(Path.of(words[1]));
            }
        }
    }

    private static void unmount(Path folder) throws IOException {
        try {
            Program.run(Path.of("/"), Map.of(), List.of("umount", "--lazy", folder.toString()));
        } catch (Cannot e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unmounting " + folder, e);
        }
    }
}
