/**
 * The whole pipeline as a black box: packaged services, a real engine and a real registry, looked at through Kafka, the
 * console, the command line, and as a caller of what was deployed.
 */
@NullMarked
package dev.slipway.system;

import org.jspecify.annotations.NullMarked;
