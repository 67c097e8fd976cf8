package dev.slipway.scanner.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what Go's linker writes into every executable: the version of the tool chain and the modules that went in. The
 * block begins at a multiple of 16 bytes, so one pass over the stream finds it without reading the file's structure.
 */
final class GoBuildInfo {
    private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
    private static final int ALIGNMENT = 16;
    private static final int LONGEST_VERSION = 256;
    private static final int LONGEST_LIST = 4 << 20;
    private static final Pattern RELEASE = Pattern.compile("go(\\d+)\\.(\\d+)(?:\\.(\\d+))?(?:(rc|beta)(\\d+))?");
    /** Around the module list, so that tools can find it: 16 bytes at each end. */
    private static final int SENTINEL = 16;

    private final InputStream in;
    private long position;
    private boolean olderForm;

    private GoBuildInfo(InputStream in) {
        this.in = in;
    }

    /** Whether these first bytes are those of a program: ELF, Windows, macOS. */
    static boolean isProgram(byte[] head) {
        return startsWith(head, 0x7f, 'E', 'L', 'F')
                || startsWith(head, 'M', 'Z')
                || startsWith(head, 0xcf, 0xfa, 0xed, 0xfe)
                || startsWith(head, 0xce, 0xfa, 0xed, 0xfe);
    }

    private static boolean startsWith(byte[] bytes, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** The modules of a Go program; nothing for any other. */
    static PathFact.Packages read(InputStream in, String path) throws IOException {
        GoBuildInfo program = new GoBuildInfo(in);
        List<ListedPackage> modules = program.find();
        List<Doubt> doubts = modules.isEmpty() && program.olderForm
                ? List.of(new Doubt(
                        Gap.Kind.UNREAD_DATABASE,
                        "%s was built by a Go older than 1.18, whose module list is not read".formatted(path)))
                : List.of();
        return new PathFact.Packages(PackageKind.GO, modules, doubts);
    }

    private List<ListedPackage> find() throws IOException {
        byte[] block = new byte[ALIGNMENT];
        while (take(block) == ALIGNMENT) {
            if (!Arrays.equals(block, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                continue;
            }
            if ((block[15] & 2) != 0) {
                List<ListedPackage> modules = take(block) == ALIGNMENT ? strings() : List.of();
                if (!modules.isEmpty()) {
                    return modules;
                }
                // The magic as a constant of a program that looks for it: go on at the next multiple.
                skip((ALIGNMENT - position % ALIGNMENT) % ALIGNMENT);
            } else {
                olderForm |= block[14] == 4 || block[14] == 8;
            }
        }
        return List.of();
    }

    private int take(byte[] into) throws IOException {
        int read = in.readNBytes(into, 0, into.length);
        position += read;
        return read;
    }

    private void skip(long bytes) throws IOException {
        position += in.readNBytes((int) bytes).length;
    }

    private List<ListedPackage> strings() throws IOException {
        String version = string(LONGEST_VERSION);
        if (version == null || !(version.startsWith("go") || version.startsWith("devel"))) {
            return List.of();
        }
        List<ListedPackage> modules = new ArrayList<>();
        modules.add(ListedPackage.of(PackageKind.GO, "stdlib", toolchain(version)));
        String list = string(LONGEST_LIST);
        if (list != null && list.length() > 2 * SENTINEL) {
            String text = list.substring(SENTINEL, list.length() - SENTINEL);
            text.lines().forEach(line -> module(line, modules));
        }
        return modules;
    }

    private static void module(String line, List<ListedPackage> modules) {
        String[] words = line.split("\t", -1);
        if (words.length < 3 || words[1].isEmpty()) {
            return;
        }
        switch (words[0]) {
            // The program itself has no version unless it was installed by one.
            case "mod", "dep" -> {
                if (!words[2].isEmpty() && !words[2].equals("(devel)")) {
                    modules.add(ListedPackage.of(PackageKind.GO, words[1], words[2]));
                }
            }
            case "=>" -> {
                if (modules.size() > 1) {
                    modules.removeLast();
                }
                if (!words[2].isEmpty()) {
                    modules.add(ListedPackage.of(PackageKind.GO, words[1], words[2]));
                }
            }
            default -> {}
        }
    }

    /** Advisories write {@code go1.21rc2} as {@code 1.21.0-rc.2}. */
    static String toolchain(String version) {
        String number = version.split("[ -]", 2)[0];
        Matcher release = RELEASE.matcher(number);
        if (!release.matches()) {
            return version;
        }
        String patch = release.group(3) == null ? "0" : release.group(3);
        String pre = release.group(4) == null ? "" : "-" + release.group(4) + "." + release.group(5);
        return release.group(1) + "." + release.group(2) + "." + patch + pre;
    }

    /** Its length in groups of seven bits, then its bytes; null for what is no such string. */
    private @Nullable String string(int longest) throws IOException {
        long length = 0;
        int next = 0x80;
        for (int shift = 0; (next & 0x80) != 0; shift += 7) {
            next = in.read();
            position++;
            if (next < 0 || shift > 28) {
                return null;
            }
            length |= (long) (next & 0x7f) << shift;
        }
        if (length > longest) {
            return null;
        }
        byte[] bytes = new byte[(int) length];
        return take(bytes) < length ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
