package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.port.DumpReader;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongConsumer;

/** A committed dump of the fake. */
final class FakeDumpReader implements DumpReader {

    private final FakeManifest manifest;
    private final DumpState state;
    private final FakePieces content;

    FakeDumpReader(FakeManifest manifest, DumpState state, FakePieces content) {
        this.manifest = manifest;
        this.state = state;
        this.content = content;
    }

    @Override
    public DumpSummary summary() {
        return manifest.summary();
    }

    @Override
    public DumpState state() {
        return state;
    }

    @Override
    public DumpFacts facts() {
        return manifest.facts();
    }

    @Override
    public List<StreamSummary> streams() {
        return manifest.summary().streams();
    }

    @Override
    public InputStream open(StreamName name) {
        return new FakeDumpSource(streams(), manifest.streams(), content).open(name);
    }

    @Override
    public void check(LongConsumer progress) {
        manifest.streams()
                .values()
                .forEach(pieces -> pieces.forEach(piece -> progress.accept(content.read(piece).length)));
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
