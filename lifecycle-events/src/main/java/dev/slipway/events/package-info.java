/**
 * The wire. A {@link dev.slipway.events.Fact} is what happened; an {@link dev.slipway.events.Entry} is a fact with its
 * place in a subject's chain; {@link dev.slipway.events.EventFormat} writes it as a CloudEvent whose data is a CDEvent,
 * and those bytes are both published and hashed. {@link dev.slipway.events.RequestReader} reads what outsiders ask for.
 */
@NullMarked
package dev.slipway.events;

import org.jspecify.annotations.NullMarked;
