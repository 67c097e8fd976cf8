/**
 * What is inside an image, read from its layers as streams and never unpacked. Each layer becomes {@link
 * dev.slipway.scanner.inventory.LayerFacts}, a value that depends on the layer's bytes alone and can be kept by diff id;
 * {@link dev.slipway.scanner.inventory.Inventory} is the pure merge of such facts in the image's order. Layers are
 * strangers' bytes: every size is bounded, and what cannot be read is refused or named as a gap, never passed over.
 */
@NullMarked
package dev.slipway.scanner.inventory;

import org.jspecify.annotations.NullMarked;
