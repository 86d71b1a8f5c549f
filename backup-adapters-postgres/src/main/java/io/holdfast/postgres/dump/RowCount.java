package io.holdfast.postgres.dump;

import io.holdfast.core.database.TableRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Counts the rows of tables in a database, with several sessions, the largest tables first. */
final class RowCount {

    private static final String APPLICATION = "holdfast-restore";

    private final PostgresAddress database;
    private final List<TableRows> tables;
    private final Queue<Integer> waiting;
    private final AtomicReferenceArray<TableRows> counts;

    private RowCount(PostgresAddress database, List<TableRows> tables) {
        this.database = database;
        this.tables = List.copyOf(tables);
        this.counts = new AtomicReferenceArray<>(tables.size());
        this.waiting = new ConcurrentLinkedQueue<>(IntStream.range(0, tables.size())
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> tables.get(i).rows())
                        .reversed())
                .toList());
    }

    /**
     * Counts.
     *
     * @param tables which, with about how many rows they have
     * @param sessions how many at once, at least 1
     * @return a count for each table that exists, in the order given
     */
    static List<TableRows> of(PostgresAddress database, List<TableRows> tables, int sessions) {
        RowCount count = new RowCount(database, tables);
        count.run(Math.min(sessions, tables.size()));
        return IntStream.range(0, tables.size())
                .mapToObj(count.counts::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private void run(int number) {
        List<PostgresSession> sessions = new ArrayList<>();
        try (WorkGroup work = new WorkGroup("counting the rows of " + database)) {
            for (int i = 0; i < number; i++) {
                PostgresSession session = PostgresSession.open(database, APPLICATION);
                sessions.add(session);
                work.onStop(session::abort);
                work.fork("count " + i + " of " + database.database(), () -> count(session));
            }
            work.join();
        } finally {
            sessions.forEach(PostgresSession::close);
        }
    }

    private void count(PostgresSession session) {
        ReadableRelations relations = new ReadableRelations(session);
        for (Integer next = waiting.poll(); next != null; next = waiting.poll()) {
            int place = next;
            TableRows table = tables.get(place);
            relations
                    .find(table.schema(), table.table())
                    .ifPresent(relation -> counts.set(
                            place, new TableRows(table.schema(), table.table(), count(relations, relation))));
        }
    }

    private static long count(ReadableRelations relations, ReadableRelations.Relation relation) {
        return relations.read(
                "count the rows of " + relation.shown(),
                "SELECT count(*) FROM ONLY " + relation.identifier(),
                relation,
                row -> row.getLong(1));
    }
}
