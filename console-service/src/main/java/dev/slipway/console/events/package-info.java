/** In: {@code slipway.lifecycle}, by one consumer without a group. Out: server-sent events, resumed by their ids. */
@NullMarked
package dev.slipway.console.events;

import org.jspecify.annotations.NullMarked;
