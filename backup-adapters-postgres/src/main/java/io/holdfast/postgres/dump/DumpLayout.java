package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which archives a dump has: {@link DumpStreams#WHOLE} alone, or {@link DumpStreams#SCHEMA} with one or more streams of rows.
 *
 * @param definitions the stream that has the definitions
 * @param rows the streams of rows, the largest first; empty where the definitions' stream has the rows too
 * @param described whether the dump says what its archives have to hold
 */
record DumpLayout(StreamSummary definitions, List<StreamSummary> rows, boolean described) {

    private static final Comparator<StreamSummary> LARGEST_FIRST = Comparator.comparingLong(
                    (StreamSummary stream) -> stream.size().bytes())
            .reversed()
            .thenComparing(StreamSummary::name);

    DumpLayout {
        rows = List.copyOf(rows);
    }

    /**
     * The layout of a dump.
     *
     * @throws BackupFailure CORRUPT where a stream is missing or there is one too many
     */
    static DumpLayout of(DumpSource source) {
        List<StreamSummary> streams = source.streams();
        Optional<StreamSummary> whole = find(streams, DumpStreams.WHOLE);
        Optional<StreamSummary> schema = find(streams, DumpStreams.SCHEMA);
        boolean described = find(streams, DumpStreams.CONTENTS).isPresent();
        List<StreamSummary> rows = streams.stream()
                .filter(stream -> DumpStreams.isData(stream.name()))
                .sorted(LARGEST_FIRST)
                .toList();
        if (whole.isEmpty() && schema.isEmpty()) {
            throw corrupt("it has neither the stream " + DumpStreams.WHOLE + " nor the stream " + DumpStreams.SCHEMA);
        }
        refuseStrays(streams);
        if (whole.isPresent()) {
            if (schema.isPresent() || !rows.isEmpty()) {
                throw corrupt(
                        "it has the stream " + DumpStreams.WHOLE + ", which holds everything, and also the stream "
                                + schema.orElseGet(() -> rows.get(0)).name());
            }
            return new DumpLayout(whole.get(), List.of(), described);
        }
        if (!described) {
            throw corrupt("the stream " + DumpStreams.CONTENTS + ", which says what the others hold, is missing");
        }
        refuseGaps(rows);
        return new DumpLayout(schema.get(), rows, true);
    }

    /** All archives. */
    List<StreamName> archives() {
        List<StreamName> archives = new ArrayList<>();
        archives.add(definitions.name());
        rows.forEach(stream -> archives.add(stream.name()));
        return archives;
    }

    /** Whether one archive holds everything. */
    boolean whole() {
        return rows.isEmpty();
    }

    private static Optional<StreamSummary> find(List<StreamSummary> streams, StreamName name) {
        return streams.stream().filter(stream -> stream.name().equals(name)).findFirst();
    }

    private static void refuseStrays(List<StreamSummary> streams) {
        List<StreamName> known =
                List.of(DumpStreams.WHOLE, DumpStreams.SCHEMA, DumpStreams.PROPERTIES, DumpStreams.CONTENTS);
        for (StreamSummary stream : streams) {
            if (!known.contains(stream.name()) && !DumpStreams.isData(stream.name())) {
                throw corrupt("it has a stream " + stream.name() + ", which no dump has");
            }
        }
    }

    private static void refuseGaps(List<StreamSummary> rows) {
        List<StreamName> names = rows.stream().map(StreamSummary::name).toList();
        for (int number = 0; number < Math.max(1, rows.size()); number++) {
            if (!names.contains(DumpStreams.data(number))) {
                throw corrupt("the stream " + DumpStreams.data(number) + " is missing");
            }
        }
    }

    private static BackupFailure corrupt(String why) {
        return BackupFailure.of(FailureKind.CORRUPT, "the dump is not complete, or not one dump: " + why);
    }
}
