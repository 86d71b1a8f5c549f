package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.postgres.dump.DumpContents.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads where sequences stand. That is always now: sequences are outside of transactions and snapshots. Keeps no locks.
 */
final class SequencePositions {

    /** As many in one statement; each is a table to the server's planner. */
    private static final int BATCH = 100;

    /** No such table, no such schema, lock not available. */
    private static final Set<String> OUT_OF_REACH = Set.of("42P01", "3F000", "55P03");

    private final PostgresSession session;

    /** @param session in a transaction */
    SequencePositions(PostgresSession session) {
        this.session = session;
    }

    /**
     * Where sequences stand before a dump.
     *
     * @throws BackupFailure TRANSIENT where one of them is gone
     */
    Map<Long, Position> before(List<DumpedSequence> sequences) {
        try {
            Map<Long, Position> positions = new HashMap<>();
            for (List<Named> batch : batches(sequences)) {
                positions.putAll(read(batch, ""));
            }
            for (DumpedSequence sequence : sequences) {
                if (!positions.containsKey(sequence.id())) {
                    throw SnapshotSession.changed(session.address(), sequence.shown());
                }
            }
            return positions;
        } catch (SQLException e) {
            if (SqlFailures.state(e).equals("42P01")) {
                throw SnapshotSession.changed(session.address(), "a sequence was dropped");
            }
            throw failed(e);
        }
    }

    /**
     * Where sequences stand after a dump. That is no longer worth failing for: one that was dropped as soon as the dump had let
     * go of it, or that somebody has locked for longer than this, may stand anywhere up to its end.
     */
    Map<Long, Position> after(List<DumpedSequence> sequences, Duration patience) {
        Map<Long, Position> positions = new HashMap<>();
        sequences.forEach(sequence -> positions.put(sequence.id(), new Position(sequence.last(), true)));
        for (List<Named> batch : batches(sequences)) {
            try {
                positions.putAll(read(batch, "; SET LOCAL lock_timeout = '" + patience.toMillis() + "ms'"));
            } catch (SQLException e) {
                if (!OUT_OF_REACH.contains(SqlFailures.state(e))) {
                    throw failed(e);
                }
                session.execute(
                        "roll back", "ROLLBACK TO SAVEPOINT holdfast_sequences; RELEASE SAVEPOINT holdfast_sequences");
            }
        }
        return positions;
    }

    private record Named(long id, String identifier) {}

    /** With the names that they have now; without those that are gone. */
    private List<List<Named>> batches(List<DumpedSequence> sequences) {
        if (sequences.isEmpty()) {
            return List.of();
        }
        String ids = sequences.stream()
                .map(sequence -> Long.toString(sequence.id()))
                .collect(Collectors.joining(",", "'{", "}'::oid[]"));
        List<Named> there = session.query(
                "look for the sequences of " + session.address(),
                "SELECT s.id::bigint, s.id::pg_catalog.regclass::text FROM pg_catalog.unnest(" + ids + ") s(id)"
                        + " WHERE pg_catalog.pg_relation_filenode(s.id) IS NOT NULL",
                row -> new Named(row.getLong(1), row.getString(2)));
        List<List<Named>> batches = new ArrayList<>();
        for (int i = 0; i < there.size(); i += BATCH) {
            batches.add(there.subList(i, Math.min(i + BATCH, there.size())));
        }
        return batches;
    }

    private Map<Long, Position> read(List<Named> batch, String settings) throws SQLException {
        String query = batch.stream()
                .map(each -> "SELECT " + each.id() + "::bigint, last_value, is_called FROM " + each.identifier())
                .collect(Collectors.joining(" UNION ALL "));
        return session.between(
                "SAVEPOINT holdfast_sequences" + settings,
                query,
                "ROLLBACK TO SAVEPOINT holdfast_sequences; RELEASE SAVEPOINT holdfast_sequences",
                rows -> {
                    Map<Long, Position> positions = new HashMap<>();
                    do {
                        positions.put(rows.getLong(1), new Position(rows.getLong(2), rows.getBoolean(3)));
                    } while (rows.next());
                    return positions;
                });
    }

    private BackupFailure failed(SQLException e) {
        return SqlFailures.running("could not read the sequences of " + session.address(), e);
    }
}
