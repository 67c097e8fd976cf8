package dev.slipway.ledger;

import dev.slipway.lifecycle.CommitId;

/** A deployment with the commit that it brought. */
public record DeployedView(DeploymentView deployment, CommitId commit) {}
