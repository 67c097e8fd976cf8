/** What tests of the stages share: a ledger of their own. */
@NullMarked
package dev.slipway.ledger;

import org.jspecify.annotations.NullMarked;
