package dev.slipway.builder.source;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.transport.RefSpec;

/** JGit says nearly everything with one exception; what it means is in its causes and, for want of better, its text. */
final class FetchErrors {
    private static final Pattern NO_SUCH_COMMIT = Pattern.compile(
            "not our ref|not advertised|not valid|unadvertised object|does not have .* available|Missing commit|want .* not");
    private static final Pattern NOT_FOR_US = Pattern.compile(
            "not authorized|authentication|not permitted|\\b40[0-9]\\b|not found", Pattern.CASE_INSENSITIVE);
    private static final Pattern REDIRECT = Pattern.compile("redirect", Pattern.CASE_INSENSITIVE);

    private FetchErrors() {}

    static SourceFailure of(IOException e, String repository, RefSpec what, FetchMonitor monitor, Duration deadline)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while fetching from " + repository);
        }
        String tried = "tried to fetch %s from %s".formatted(what.getSource(), repository);
        if (monitor.overdue()) {
            return new SourceFailure.Unreachable("%s, not done within %s".formatted(tried, deadline), e);
        }
        String said = said(e);
        if (!Scratch.hint(e).isEmpty()) {
            return new SourceFailure.NoScratch("%s: %s%s".formatted(tried, said, Scratch.hint(e)), e);
        }
        if (isConnection(e)) {
            return new SourceFailure.Unreachable("%s, and could not reach it: %s".formatted(tried, said), e);
        }
        if (REDIRECT.matcher(said).find()) {
            return new SourceFailure.RepositoryRefused(
                    "%s, which sends to another address; redirects are not followed, ask for the repository's own address (%s)"
                            .formatted(tried, said),
                    e);
        }
        if (e instanceof RemoteRepositoryException
                || NO_SUCH_COMMIT.matcher(said).find()) {
            return new SourceFailure.CommitMissing("%s, which does not have it: %s".formatted(tried, said), e);
        }
        if (e instanceof NoRemoteRepositoryException || NOT_FOR_US.matcher(said).find()) {
            return new SourceFailure.RepositoryRefused(
                    "%s, and was refused: %s; check the address, and that it can be read without a login"
                            .formatted(tried, said),
                    e);
        }
        return new SourceFailure.Unreachable("%s: %s".formatted(tried, said), e);
    }

    private static boolean isConnection(Throwable e) {
        for (Throwable one = e; one != null; one = one.getCause()) {
            if (one instanceof ConnectException
                    || one instanceof SocketTimeoutException
                    || one instanceof UnknownHostException
                    || one instanceof NoRouteToHostException
                    || one instanceof SocketException) {
                return true;
            }
        }
        return false;
    }

    private static String said(Throwable e) {
        StringBuilder said = new StringBuilder();
        for (Throwable one = e; one != null; one = one.getCause()) {
            String message = one.getMessage();
            if (message != null && said.indexOf(message) < 0) {
                said.append(said.isEmpty() ? "" : ": ").append(message);
            }
        }
        return said.toString();
    }
}
