package dev.slipway.ledger;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How the value of a record begins.
 *
 * @param bytes size of the whole value
 * @param text of the first 64 KiB at most
 * @param cut whether there is more than {@code text} shows
 */
public record ValueExcerpt(long bytes, Encoding encoding, String text, boolean cut) {
    static final int MOST = 64 * 1024;

    /** How bytes became text. */
    public enum Encoding {
        UTF_8,
        /** The bytes are no text. */
        BASE64
    }

    static ValueExcerpt of(byte[] beginning, long bytes) {
        boolean cut = beginning.length < bytes;
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(beginning.length);
        // a character that the cut went through is left out, and no error
        if (decoder.decode(ByteBuffer.wrap(beginning), text, !cut).isError()) {
            return new ValueExcerpt(bytes, Encoding.BASE64, Base64.getEncoder().encodeToString(beginning), cut);
        }
        return new ValueExcerpt(bytes, Encoding.UTF_8, text.flip().toString(), cut);
    }
}
