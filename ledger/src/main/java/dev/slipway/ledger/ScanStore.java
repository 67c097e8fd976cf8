package dev.slipway.ledger;

import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What the scanner keeps between scans, so that it reads a layer once and an image never again. */
@ApplicationScoped
public class ScanStore {
    /**
     * Which artifacts a newer snapshot may say something else about: they contain a package that a changed record is
     * about, or are of an ecosystem that the snapshot began or ceased to know; and which wait for permission somewhere, so
     * that no gate finds their scan too old. An advisory for a distribution without a release is about every release.
     */
    private static final String AFFECTED = """
            with change as (
                select distinct a.ecosystem, a.package, greatest(r.first_number, coalesce(r.last_number, 0)) as number
                from advisory_record r join advisory a using (id, first_number)
                where r.first_number > (select min(snapshot_number) from scan)
                   or r.last_number > (select min(snapshot_number) from scan)),
            known as (
                select n.number, e.ecosystem, exists (
                    select 1 from advisory a join advisory_record r using (id, first_number)
                    where a.ecosystem in (e.ecosystem, e.ecosystem || ':LTS')
                    and r.first_number <= n.number and (r.last_number is null or r.last_number > n.number)) as yes
                from (select distinct snapshot_number as number from scan union select ?) n,
                     (select distinct unnest(ecosystems) as ecosystem from scan) e),
            found as (
                select s.digest from scan s join component c on c.digest = s.digest
                join change x on x.package = c.package and x.number > s.snapshot_number
                and x.ecosystem in (c.ecosystem, c.ecosystem || ':LTS', split_part(c.ecosystem, ':', 1))
                where s.snapshot_number < ?
                union
                select s.digest from scan s join known was on was.number = s.snapshot_number
                join known now on now.number = ? and now.ecosystem = was.ecosystem and now.yes <> was.yes
                where s.snapshot_number < ? and was.ecosystem = any(s.ecosystems)
                union
                select s.digest from scan s join placement p on p.digest = s.digest and p.state = 'PENDING'
                where s.snapshot_number < ?)
            select digest from found join artifact a using (digest) where a.state <> 'RETIRED' order by digest""";

    private final Database database;

    ScanStore(Database database) {
        this.database = database;
    }

    public Optional<byte[]> layerFacts(Digest diffId, String analyzer) {
        return database.transaction(
                "read a layer's facts",
                c -> Sql.first(
                        c,
                        row -> row.getBytes("facts"),
                        "select facts from layer_facts where diff_id = ? and analyzer = ?",
                        diffId.value(),
                        analyzer));
    }

    /** Two images that share a layer may read it at the same time: both read the same. */
    public void keepLayerFacts(Digest diffId, String analyzer, byte[] facts) {
        database.transaction(
                "keep a layer's facts",
                c -> Sql.update(
                        c,
                        "insert into layer_facts (diff_id, analyzer, facts) values (?, ?, ?) on conflict do nothing",
                        diffId.value(),
                        analyzer,
                        facts));
    }

    public Optional<ScanView> scan(Digest digest) {
        return database.transaction("read an artifact's last scan", c -> scan(c, digest));
    }

    static Optional<ScanView> scan(Connection connection, Digest digest) throws SQLException {
        return Sql.first(
                connection,
                row -> new ScanView(
                        row.getLong("snapshot_number"),
                        List.of((String[]) row.getArray("ecosystems").getArray()),
                        row.getString("inventory_sha256"),
                        row.getString("report_sha256")),
                "select * from scan where digest = ?",
                digest.value());
    }

    static void record(Connection connection, Digest digest, ScanView scan) throws SQLException {
        Sql.update(
                connection,
                """
                insert into scan (digest, snapshot_number, ecosystems, inventory_sha256, report_sha256, at)
                values (?, ?, ?, ?, ?, clock_timestamp()) on conflict on constraint scan_pk do update
                set snapshot_number = excluded.snapshot_number, ecosystems = excluded.ecosystems,
                inventory_sha256 = excluded.inventory_sha256, report_sha256 = excluded.report_sha256, at = excluded.at""",
                digest.value(),
                scan.snapshot(),
                scan.ecosystems().toArray(String[]::new),
                scan.inventorySha256(),
                scan.reportSha256());
    }

    /**
     * Asks for a job of the scanner for each artifact that the snapshot may say something else about; asked again it is
     * the same job.
     *
     * @return how many were new
     */
    public int rescan(long snapshot, String kind) {
        return database.transaction("ask for rescans", connection -> {
            Sql.aboutAll(connection);
            List<NewJobs.Asked> jobs = Sql.list(
                    connection,
                    row -> {
                        String digest = row.getString("digest");
                        String dedupe = digest + "@" + snapshot;
                        return new NewJobs.Asked(NewJob.of(digest, kind, Subject.of(new Digest(digest)), dedupe), null);
                    },
                    AFFECTED,
                    snapshot,
                    snapshot,
                    snapshot,
                    snapshot,
                    snapshot);
            return NewJobs.enqueue(connection, Role.SCANNER.wireName(), jobs);
        });
    }
}
