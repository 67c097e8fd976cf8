package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.FaultCase.Unexpected;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.PostgresServer;
import dev.slipway.stack.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The disk under PostgreSQL is full while commits are on their way, and then it is not: under its tables, where writing is
 * refused, and under its log, where PostgreSQL ends itself until it can write again.
 */
final class DiskCases {
    private static final long ROOM = 48L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int FULL_MILLIS = 6_000;
    private static final int ROUNDS = 400;

    private DiskCases() {}

    static List<FaultCase> all() {
        return List.of(
                new FaultCase(
                        "disk full under the tables",
                        (bed, random) -> full(bed, random, "base", DiskCases::requireTablesRefused)),
                new FaultCase(
                        "disk full under the log of transactions",
                        (bed, random) -> full(bed, random, "pg_wal", DiskCases::requireLogRefused)));
    }

    /** Proves from outside that it hurts; what had room prepared is made to need more. */
    @FunctionalInterface
    private interface Proof {
        void require(TestBed bed) throws Unexpected, InterruptedException;
    }

    private static Aftermath full(TestBed bed, RandomGenerator random, String part, Proof proof) throws Exception {
        PostgresServer postgres = bed.stack().postgres();
        Path place = postgres.data().resolve(part);
        Path kept = postgres.data().resolveSibling(part + "-kept");
        try (SmallDisk disk = SmallDisk.mount(bed.folder().resolve("small-disk"), size(place) + ROOM)) {
            postgres.close();
            move(place, disk.folder().resolve(part));
            Files.createSymbolicLink(place, disk.folder().resolve(part));
            try {
                postgres.start();
                return filled(bed, random, disk, proof);
            } finally {
                disk.free();
                postgres.close();
                move(disk.folder().resolve(part), kept);
                Files.delete(place);
                Files.move(kept, place);
                postgres.start();
            }
        }
    }

    private static Aftermath filled(TestBed bed, RandomGenerator random, SmallDisk disk, Proof proof) throws Exception {
        Shipment before = bed.shipInBackground(Nature.GOOD);
        Thread.sleep(random.nextInt(3_000));
        disk.fill();
        proof.require(bed);
        Shipment meanwhile = bed.shipInBackground(Nature.GOOD);
        Thread.sleep(FULL_MILLIS);
        disk.free();
        PostgresServer postgres = bed.stack().postgres();
        bed.await("the database takes writes again", PATIENCE, () -> writes(bed, postgres));
        bed.heal();
        bed.rest();
        return at -> Shipment.requireOneServed(at, List.of(before, meanwhile));
    }

    /** Whoever watches over the server starts it again when it has ended itself. */
    private static boolean writes(TestBed bed, PostgresServer postgres) throws IOException, SQLException {
        if (!postgres.running()) {
            postgres.close();
            postgres.start();
        }
        try {
            bed.execute("create temporary table proof as select repeat('x', 1000) from generate_series(1, 100)");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static void requireTablesRefused(TestBed bed) throws Unexpected {
        try {
            bed.execute("create table too_much as select repeat('x', 1000) from generate_series(1, 100000)");
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                return;
            }
            throw new Unexpected("the full disk was met with: " + e.getMessage());
        }
        throw new Unexpected("the disk was full, and a table of 100 MB was written all the same");
    }

    /** Segments that were there for use again are used up first. */
    private static void requireLogRefused(TestBed bed) throws Unexpected, InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            try {
                bed.execute("select pg_logical_emit_message(true, 'fault', 'x'); select pg_switch_wal()");
            } catch (SQLException e) {
                return;
            }
        }
        throw new Unexpected("the disk was full, and %d segments of the log were begun all the same".formatted(ROUNDS));
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** From one file system to another, with owners and modes as they are. */
    private static void move(Path from, Path to) throws IOException, InterruptedException, Cannot {
        Program.run(Path.of("/"), Map.of(), List.of("cp", "--archive", from.toString(), to.toString()));
        Program.run(Path.of("/"), Map.of(), List.of("rm", "--recursive", "--force", from.toString()));
    }
}
