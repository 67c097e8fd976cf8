/** JUnit XML as test runners write it, read with nothing but counts and names in mind. */
@NullMarked
package dev.slipway.builder.report;

import org.jspecify.annotations.NullMarked;
