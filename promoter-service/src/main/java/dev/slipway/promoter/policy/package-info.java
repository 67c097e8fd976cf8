/** The operators' environments: their order and their gates, as read from {@code environments.yaml}. */
@NullMarked
package dev.slipway.promoter.policy;

import org.jspecify.annotations.NullMarked;
