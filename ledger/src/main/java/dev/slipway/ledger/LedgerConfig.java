package dev.slipway.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the core of a service works; the same keys in every service. */
@ConfigMapping(prefix = "slipway.ledger")
interface LedgerConfig {
    /** How long a claimed job belongs to its worker without a heartbeat; three beats fit into it. */
    @WithDefault("30s")
    Duration lease();

    /** Jobs at once per replica. The promoter and the deployer come with 16: a decision is short, and a deployment mostly waits. */
    @WithDefault("4")
    int slots();

    /** Attempts before a transient failure counts as final. */
    @WithDefault("5")
    int maxAttempts();

    /** The pause before the second attempt; doubled for each further one, with jitter. */
    @WithDefault("1s")
    Duration backoff();

    /** The longest pause between two attempts. */
    @WithDefault("5m")
    Duration maxBackoff();

    /** The longest pause between two looks at an empty queue or outbox. */
    @WithDefault("200ms")
    Duration poll();

    /** How often the sweeper looks for due timers. */
    @WithDefault("2s")
    Duration sweep();

    /** How old a fact is before the sweeper takes it in, if Kafka has not brought it; it looks for such facts as often. */
    @WithDefault("10s")
    Duration missedAfter();

    /**
     * How long done jobs and the bytes of handled records are kept; that a fact was seen, twice as long. Nothing is ever
     * forgotten if it is zero. Entries and what they rest on stay for ever, but for the logs of builds, and so does who handled a record, how and why.
     */
    @WithDefault("90d")
    Duration retention();

    /**
     * How long the logs of builds that have ended are kept, at least a day; for ever if it is zero. The builder forgets them. What
     * the ledger says of a build stays, with the SHA-256 of its log.
     */
    @WithDefault("365d")
    Duration logRetention();
}
