/**
 * All SQL there is. A stage is a {@link dev.slipway.ledger.Stage}: which facts wake it, which job each of them asks for,
 * and how a job is done. The rest is the same for every service and written once, here: intake of Kafka records into
 * jobs, lanes and leases, the finishing transaction that appends to the ledger, the outbox's relay, timers, the sweeper.
 *
 * <p>Nothing outside this package sees JDBC or JPA. A transition happens exactly once; effects outside the database are
 * at-least-once, and a stage makes them idempotent.
 */
@NullMarked
package dev.slipway.ledger;

import org.jspecify.annotations.NullMarked;
