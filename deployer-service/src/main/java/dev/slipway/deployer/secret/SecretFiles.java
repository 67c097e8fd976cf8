package dev.slipway.deployer.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files for containers to mount, in a folder that only the deployer may enter, in memory where the machine has a file
 * system there.
 */
public final class SecretFiles {
    private static final List<Path> IN_MEMORY = List.of(Path.of("/run"), Path.of("/dev/shm"));
    private static final FileAttribute<Set<PosixFilePermission>> ONLY_US =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final int ROOT = 0;

    private final Path folder;

    /** Keeps them in this folder. */
    public SecretFiles(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** The first file system in memory that takes our files, else the folder given. */
    public static Path home(Path otherwise) {
        for (Path one : IN_MEMORY) {
            if (inMemory(one) && Files.isWritable(one)) {
                return one.resolve("slipway-secrets");
            }
        }
        return otherwise;
    }

    public boolean inMemory() {
        Path there = folder;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there != null && inMemory(there);
    }

    private static boolean inMemory(Path path) {
        try {
            return List.of("tmpfs", "ramfs").contains(Files.getFileStore(path).type());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Writes one file per secret and gives back where each is. Again with the same values is harmless.
     *
     * @param owner names the folder
     * @param everyUser whether any user inside the container may read them; else root alone, if the files are root's: a
     *     container's root, which has no capabilities, cannot read what is another's alone
     */
    public Map<String, Path> write(String owner, Map<String, byte[]> values, boolean everyUser) throws SecretTrouble {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, ONLY_US.value());
            Path own = folder.resolve(owner);
            Files.createDirectories(own, ONLY_US);
            boolean readable = everyUser || !Files.getAttribute(own, "unix:uid").equals(ROOT);
            Map<String, Path> files = new TreeMap<>();
            for (Map.Entry<String, byte[]> one : values.entrySet()) {
                files.put(one.getKey(), write(own.resolve(one.getKey()), one.getValue(), readable));
            }
            return files;
        } catch (IOException e) {
            throw new SecretTrouble(
                    "could not write the secrets' files into %s: %s; make it writable by the deployer"
                            .formatted(folder, e),
                    e);
        }
    }

    /** A file that is there already is written over and not replaced: a container may have it mounted. */
    private static Path write(Path file, byte[] value, boolean everyUser) throws IOException {
        Set<PosixFilePermission> ours = PosixFilePermissions.fromString("rw-------");
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, ours);
        } else {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(ours));
        }
        Files.write(file, value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(everyUser ? "r--r--r--" : "rw-------"));
        return file;
    }

    public void remove(String owner) throws SecretTrouble {
        Path own = folder.resolve(owner);
        if (!Files.exists(own)) {
            return;
        }
        try (Stream<Path> files = Files.list(own)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(own);
        } catch (IOException e) {
            throw new SecretTrouble("could not remove the secrets' files in %s: %s".formatted(own, e), e);
        }
    }
}
