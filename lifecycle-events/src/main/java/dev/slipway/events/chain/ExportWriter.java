package dev.slipway.events.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.events.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Writes a ledger as lines of JSON, so that it can be verified without one: what it is, the checkpoints each with its
 * heads, the subjects each with its entries in order, and at the end how many lines there are and their SHA-256.
 */
public final class ExportWriter {
    static final String FORMAT = "slipway-ledger-export/1";

    private final OutputStream out;
    private final MessageDigest digest;
    private long lines;

    /** Begins with the first line. */
    public ExportWriter(OutputStream out, Instant at, String key) throws IOException {
        this.out = out;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        line(object().put("export", FORMAT).put("at", at.toString()).put("key", key));
    }

    public void checkpoint(long number, String note, byte[] edge) throws IOException {
        line(object().put("checkpoint", number).put("note", note).put("edge", hex(edge)));
    }

    public void leaf(Leaf leaf) throws IOException {
        line(object().put("head", leaf.position())
                .put("of", leaf.subject())
                .put("seq", leaf.seq())
                .put("hash", hex(leaf.hash())));
    }

    public void subject(String key, long headSeq, byte[] headHash) throws IOException {
        line(object().put("subject", key).put("seq", headSeq).put("hash", hex(headHash)));
    }

    public void entry(Link link) throws IOException {
        ObjectNode entry = object().put("entry", link.seq());
        String text = new String(link.bytes(), StandardCharsets.UTF_8);
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), link.bytes())) {
            entry.put("text", text);
        } else {
            entry.put("base64", Base64.getEncoder().encodeToString(link.bytes()));
        }
        line(entry.put("previous", hex(link.previousHash())).put("hash", hex(link.hash())));
    }

    /** Without this line an export broke off. */
    public void end() throws IOException {
        line(object().put("end", lines).put("sha256", hex(digest.digest())));
        out.flush();
    }

    private void line(ObjectNode line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        lines++;
        out.write(bytes);
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
