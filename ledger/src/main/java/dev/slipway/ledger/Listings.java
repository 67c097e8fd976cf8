package dev.slipway.ledger;

import io.quarkus.panache.common.Page;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists for people and administration. */
@ApplicationScoped
public class Listings {
    private static final Sort NEWEST_FIRST = Sort.descending("requestedAt", "id");

    /**
     * Builds, newest first.
     *
     * @param commit only of this commit, by its id or the beginning of it; of all if null
     */
    @Transactional
    public List<BuildView> builds(@Nullable String commit, int limit) {
        var query = commit == null
                ? BuildRow.<BuildRow>findAll(NEWEST_FIRST)
                : BuildRow.<BuildRow>find("commit like ?1", NEWEST_FIRST, commit.replaceAll("[^0-9a-f]", "") + "%");
        return query.page(Page.ofSize(limit)).stream().map(BuildRow::view).toList();
    }
}
