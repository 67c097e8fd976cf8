/** What people order, checked and committed to the ledger before they are answered; the API and the pages call the same. */
@NullMarked
package dev.slipway.console.commands;

import org.jspecify.annotations.NullMarked;
