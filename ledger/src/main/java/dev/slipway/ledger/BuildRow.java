package dev.slipway.ledger;

import dev.slipway.events.BuildRequest;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Digest;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** The table {@code build}, for listing: it is written by the ledger's own statements alone. */
@Entity
@Immutable
@NullUnmarked
@Table(name = "build")
class BuildRow extends PanacheEntityBase {
    @Id
    UUID id;

    String state;
    String repository;

    @Column(name = "commit_id")
    String commit;

    String ref;
    String directory;
    boolean rebuild;
    boolean urgent;
    String actor;
    String digest;

    @Column(name = "failure_kind")
    String failureKind;

    @Column(name = "failure_reason")
    String failureReason;

    @Column(name = "requested_at")
    Instant requestedAt;

    @Column(name = "finished_at")
    Instant finishedAt;

    BuildView view() {
        return new BuildView(
                new BuildId(id),
                Build.State.valueOf(state),
                new BuildRequest(repository, new CommitId(commit), ref, directory, rebuild, urgent),
                actor,
                digest == null ? null : new Digest(digest),
                failureKind,
                failureReason,
                requestedAt,
                finishedAt);
    }
}
