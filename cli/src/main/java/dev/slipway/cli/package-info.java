/** The command line: what people and CI ask of the console, with answers for eyes, for programs and for exit codes. */
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
