package dev.slipway.ledger;

import dev.slipway.lifecycle.BuildId;
import io.quarkus.panache.common.Page;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
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
     * @param before only those that were asked for before this one
     */
    @Transactional
    public List<BuildView> builds(@Nullable String commit, @Nullable BuildId before, int limit) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        if (commit != null) {
            values.add(commit.replaceAll("[^0-9a-f]", "") + "%");
            conditions.add("commit like ?" + values.size());
        }
        BuildRow last = before == null ? null : BuildRow.findById(before.value());
        if (last != null) {
            values.add(last.requestedAt);
            values.add(last.id);
            conditions.add("(requestedAt < ?%1$d or requestedAt = ?%1$d and id < ?%2$d)"
                    .formatted(values.size() - 1, values.size()));
        }
        var query = conditions.isEmpty()
                ? BuildRow.<BuildRow>findAll(NEWEST_FIRST)
                : BuildRow.<BuildRow>find(String.join(" and ", conditions), NEWEST_FIRST, values.toArray());
        return query.page(Page.ofSize(limit)).stream().map(BuildRow::view).toList();
    }
}
