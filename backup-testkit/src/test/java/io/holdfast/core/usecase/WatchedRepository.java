package io.holdfast.core.usecase;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.DumpWriter;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Passes everything on, notes what is done with dumps, and can fail to list. */
final class WatchedRepository implements BundleRepository {

    private final BundleRepository repository;
    private final Consumer<String> notes;
    private final List<Object> open = new ArrayList<>();
    private BackupFailure listing;

    WatchedRepository(BundleRepository repository, Consumer<String> notes) {
        this.repository = repository;
        this.notes = notes;
    }

    /** The writers and readers that nobody has closed. */
    synchronized List<Object> leftOpen() {
        return List.copyOf(open);
    }

    /** From now on a listing fails. */
    void failListing(BackupFailure failure) {
        listing = failure;
    }

    @Override
    public RepositoryId id() {
        return repository.id();
    }

    @Override
    public Optional<KeyId> key() {
        return repository.key();
    }

    @Override
    public DumpWriter begin(NewDump dump) {
        notes.accept("begin " + dump.database());
        return new Writer(repository.begin(dump));
    }

    @Override
    public List<Bundle> list() {
        if (listing != null) {
            throw listing;
        }
        return repository.list();
    }

    @Override
    public Bundle find(BundleId id) {
        return repository.find(id);
    }

    @Override
    public DumpReader open(BundleId bundle, DatabaseName database) {
        return new Reader(repository.open(bundle, database));
    }

    @Override
    public void close() {
        repository.close();
    }

    private synchronized void opened(Object dump) {
        open.add(dump);
    }

    private synchronized void closed(Object dump) {
        open.remove(dump);
    }

    private final class Writer implements DumpWriter {

        private final DumpWriter writer;

        private Writer(DumpWriter writer) {
            this.writer = writer;
            opened(this);
        }

        @Override
        public OutputStream open(StreamName name) {
            return writer.open(name);
        }

        @Override
        public DumpSource written() {
            return writer.written();
        }

        @Override
        public DumpSummary commit(DumpFacts facts) {
            notes.accept("commit");
            return writer.commit(facts);
        }

        @Override
        public void close() {
            closed(this);
            writer.close();
        }
    }

    private final class Reader implements DumpReader {

        private final DumpReader reader;

        private Reader(DumpReader reader) {
            this.reader = reader;
            opened(this);
        }

        @Override
        public DumpSummary summary() {
            return reader.summary();
        }

        @Override
        public DumpState state() {
            return reader.state();
        }

        @Override
        public DumpFacts facts() {
            return reader.facts();
        }

        @Override
        public List<StreamSummary> streams() {
            return reader.streams();
        }

        @Override
        public InputStream open(StreamName name) {
            return reader.open(name);
        }

        @Override
        public void check(LongConsumer progress) {
            notes.accept("check the whole dump");
            reader.check(progress);
        }

        @Override
        public void close() {
            closed(this);
            reader.close();
        }
    }
}
