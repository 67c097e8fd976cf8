/**
 * YAML that people write, read so that every error says where it is and what was wanted. Scalars have no type of their own:
 * the reader says what it wants, so {@code no} asked for as a word is a word.
 */
@NullMarked
package dev.slipway.yaml;

import org.jspecify.annotations.NullMarked;
