package dev.slipway.ledger;

import java.util.List;

/** A placement that is not let in yet, or not at all; no open gates where it was not decided on yet. */
public record WaitingView(PlacementView placement, ArtifactView artifact, List<OpenGate> openGates) {}
