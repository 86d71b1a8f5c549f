package io.holdfast.postgres.dump;

import io.holdfast.postgres.dump.DumpContents.Position;
import io.holdfast.postgres.dump.DumpContents.Sequence;
import io.holdfast.postgres.dump.SequenceComparison.Restored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the sequences of a restored database stand. */
final class RestoredSequences {

    /** As many in one statement; each is a table to the server's planner. */
    private static final int BATCH = 100;

    private final Map<Name, Restored> sequences = new HashMap<>();

    /** OIDs are not what they were in the database that was dumped. */
    private record Name(String schema, String name) {}

    private record Found(ReadableRelations.Relation relation, long start, boolean ascending, boolean cycling) {

        Name name() {
            return new Name(relation.schema(), relation.name());
        }

        Restored at(Position position) {
            return new Restored(position, start, ascending, cycling);
        }
    }

    private record Numbered(int number, Position position) {}

    private RestoredSequences() {}

    /** Reads those that were dumped; there can be others, of extensions, that the session's user may not read. */
    static RestoredSequences read(PostgresSession session, List<Sequence> dumped) {
        RestoredSequences restored = new RestoredSequences();
        List<Found> readable = new ArrayList<>();
        ReadableRelations relations = new ReadableRelations(session);
        Set<Name> names = dumped.stream()
                .map(sequence -> new Name(sequence.schema(), sequence.name()))
                .collect(Collectors.toSet());
        for (Found found : all(session)) {
            if (!names.contains(found.name())) {
                continue;
            }
            if (found.relation().readable()) {
                readable.add(found);
            } else {
                restored.put(
                        found,
                        relations.read(
                                "read where the sequence " + found.relation().shown() + " stands",
                                "SELECT last_value, is_called FROM "
                                        + found.relation().identifier(),
                                found.relation(),
                                row -> new Position(row.getLong(1), row.getBoolean(2))));
            }
        }
        for (int i = 0; i < readable.size(); i += BATCH) {
            restored.putAll(session, readable.subList(i, Math.min(i + BATCH, readable.size())));
        }
        return restored;
    }

    /** The one that was dumped under this name. */
    Optional<Restored> find(Sequence dumped) {
        return Optional.ofNullable(sequences.get(new Name(dumped.schema(), dumped.name())));
    }

    private static List<Found> all(PostgresSession session) {
        return session.query(
                "list the sequences of " + session.address(),
                "SELECT n.nspname, c.relname, pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
                        + " AND pg_catalog.has_sequence_privilege(c.oid, 'SELECT'), s.seqstart, s.seqincrement > 0, s.seqcycle"
                        + " FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relpersistence <> 't'",
                row -> new Found(
                        new ReadableRelations.Relation(
                                row.getString(1), row.getString(2), true, row.getBoolean(3), false),
                        row.getLong(4),
                        row.getBoolean(5),
                        row.getBoolean(6)));
    }

    private void putAll(PostgresSession session, List<Found> batch) {
        List<String> each = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            each.add("SELECT " + i + ", last_value, is_called FROM "
                    + batch.get(i).relation().identifier());
        }
        session.query(
                        "read where the sequences of " + session.address() + " stand",
                        String.join(" UNION ALL ", each),
                        row -> new Numbered(row.getInt(1), new Position(row.getLong(2), row.getBoolean(3))))
                .forEach(numbered -> put(batch.get(numbered.number()), numbered.position()));
    }

    private void put(Found found, Position position) {
        sequences.put(found.name(), found.at(position));
    }
}
