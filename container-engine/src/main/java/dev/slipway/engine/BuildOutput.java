package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Makes sense of the stream a build answers with. A build that failed has status 200 like one that worked; what tells them apart is
 * an error line, and in the end whether an image id came.
 */
sealed interface BuildOutput permits BuildkitOutput, ClassicOutput {
    String BEFORE_FIRST_STEP = "(before the first step)";

    void accept(JsonNode line);

    /** After the last line: the image, or an {@link EngineFailure}. */
    BuiltImage result();
}
