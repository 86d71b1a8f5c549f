package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.DumpWriter;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Stores each piece as it comes and hands the manifest over at the commit. */
final class FakeDumpWriter implements DumpWriter {

    private final NewDump dump;
    private final FakePieces content;
    private final Optional<KeyId> key;
    private final InstantSource clock;
    private final Consumer<FakeManifest> commit;

    private final Set<StreamName> open = new HashSet<>();
    private final SortedMap<StreamName, List<String>> pieces = new TreeMap<>();
    private final SortedMap<StreamName, ByteCount> sizes = new TreeMap<>();
    private ByteCount added = ByteCount.ZERO;
    private BackupFailure failure;
    private boolean ended;

    /**
     * @param commit makes the dump exist
     */
    FakeDumpWriter(
            NewDump dump, FakePieces content, Optional<KeyId> key, InstantSource clock, Consumer<FakeManifest> commit) {
        this.dump = dump;
        this.content = content;
        this.key = key;
        this.clock = clock;
        this.commit = commit;
    }

    @Override
    public synchronized OutputStream open(StreamName name) {
        refuseUnlessGoing();
        if (pieces.containsKey(name)) {
            throw BackupFailure.of(FailureKind.INVALID, "the stream " + name + " was opened before");
        }
        open.add(name);
        pieces.put(name, new ArrayList<>());
        sizes.put(name, ByteCount.ZERO);
        return new FakeStreamWriter(piece -> keep(name, piece), () -> end(name));
    }

    @Override
    public synchronized DumpSource written() {
        refuseUnlessGoing();
        return new FakeDumpSource(closedStreams(), closedPieces(), content);
    }

    @Override
    public synchronized DumpSummary commit(DumpFacts facts) {
        refuseUnlessGoing();
        if (!open.isEmpty() || pieces.isEmpty()) {
            throw BackupFailure.of(
                    FailureKind.INVALID,
                    "the dump of " + dump.database() + " cannot be committed: "
                            + (pieces.isEmpty() ? "it has no stream" : "these streams are open: " + open));
        }
        DumpSummary summary = new DumpSummary(
                dump,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                facts.serverVersion(),
                facts.toolVersion(),
                closedStreams(),
                added,
                facts.tables().size(),
                facts.rows(),
                key);
        commit.accept(new FakeManifest(summary, facts, pieces));
        ended = true;
        return summary;
    }

    @Override
    public synchronized void close() {
        ended = true;
    }

    private void keep(StreamName name, byte[] piece) {
        synchronized (this) {
            refuseUnlessGoing();
        }
        try {
            FakePieces.Stored stored = content.store(piece);
            synchronized (this) {
                pieces.get(name).add(stored.id());
                sizes.merge(name, new ByteCount(piece.length), ByteCount::plus);
                added = added.plus(stored.added());
            }
        } catch (BackupFailure e) {
            synchronized (this) {
                failure = failure == null ? e : failure;
            }
            throw e;
        }
    }

    private synchronized void end(StreamName name) {
        open.remove(name);
    }

    private void refuseUnlessGoing() {
        if (failure != null) {
            throw BackupFailure.of(failure.kind(), failure.getMessage(), failure);
        }
        if (ended) {
            throw BackupFailure.of(FailureKind.INVALID, "the dump of " + dump.database() + " is not being written now");
        }
    }

    private List<StreamSummary> closedStreams() {
        return sizes.entrySet().stream()
                .filter(stream -> !open.contains(stream.getKey()))
                .map(stream -> new StreamSummary(stream.getKey(), stream.getValue()))
                .toList();
    }

    private SortedMap<StreamName, List<String>> closedPieces() {
        SortedMap<StreamName, List<String>> closed = new TreeMap<>(pieces);
        closed.keySet().removeAll(open);
        return closed;
    }
}
