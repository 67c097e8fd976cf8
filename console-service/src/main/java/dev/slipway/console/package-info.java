/**
 * In: what people and CI ask over HTTP. A request is authenticated, checked and committed to the ledger before it is
 * answered; its fact then goes out like any other. Out: {@code build.requested}, {@code job.redriven},
 * {@code job.skipped}; and the ledger's answers as JSON.
 */
@NullMarked
package dev.slipway.console;

import org.jspecify.annotations.NullMarked;
