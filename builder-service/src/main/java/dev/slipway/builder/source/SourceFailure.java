package dev.slipway.builder.source;

import org.jspecify.annotations.Nullable;

/** Why a commit or its build context could not be had. The message says what was tried, what was found and what to do. */
public abstract sealed class SourceFailure extends Exception {
    private SourceFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the same may succeed later without anybody changing anything. */
    public boolean retryable() {
        return false;
    }

    /** Not among the hosts that may be fetched from. */
    public static final class HostNotAllowed extends SourceFailure {
        HostNotAllowed(String message) {
            super(message, null);
        }
    }

    /** The repository is there and does not have the commit. */
    public static final class CommitMissing extends SourceFailure {
        CommitMissing(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** No such repository, or not for us. */
    public static final class RepositoryRefused extends SourceFailure {
        RepositoryRefused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The host did not answer, or not in time. */
    public static final class Unreachable extends SourceFailure {
        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** Over a limit. */
    public static final class TooLarge extends SourceFailure {
        TooLarge(String message) {
            super(message, null);
        }
    }

    /** The commit's tree holds something that cannot be built from, such as a submodule, or lacks what was named. */
    public static final class UnusableTree extends SourceFailure {
        UnusableTree(String message) {
            super(message, null);
        }
    }

    /** This machine could not do its part, such as writing to a full disk. */
    public static final class NoScratch extends SourceFailure {
        NoScratch(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }
}
