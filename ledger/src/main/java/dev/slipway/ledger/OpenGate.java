package dev.slipway.ledger;

import dev.slipway.lifecycle.Verdict;

/** A gate that did not pass, with its sentence. */
public record OpenGate(String gate, Verdict verdict, String because) {}
