package dev.slipway.registry;

import java.io.IOException;
import java.io.InputStream;

/** A blob that can be read from its start as often as needed: an upload that broke off is sent again. */
@FunctionalInterface
public interface BlobSource {
    InputStream open() throws IOException;
}
