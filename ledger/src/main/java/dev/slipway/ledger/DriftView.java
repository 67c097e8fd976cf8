package dev.slipway.ledger;

import dev.slipway.lifecycle.AppEnvironment;
import java.time.Instant;

/** A difference between what runs and what the ledger says; {@code kind} is its sort. */
public record DriftView(AppEnvironment place, String kind, String detail, Instant since) {}
