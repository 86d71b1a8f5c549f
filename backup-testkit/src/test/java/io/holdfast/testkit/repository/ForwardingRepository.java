package io.holdfast.testkit.repository;

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
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.DumpWriter;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Passes everything on, so that what is wrong in a subclass is all that it overrides. */
class ForwardingRepository implements BundleRepository {

    private final BundleRepository right;

    ForwardingRepository(BundleRepository right) {
        this.right = right;
    }

    /** What a wrong repository makes of a right writer. */
    DumpWriter wrong(DumpWriter writer, NewDump dump) {
        return writer;
    }

    /** What a wrong repository makes of a right reader. */
    DumpReader wrong(DumpReader reader) {
        return reader;
    }

    /** What a wrong repository makes of a right listing. */
    List<Bundle> wrong(List<Bundle> bundles) {
        return bundles;
    }

    @Override
    public RepositoryId id() {
        return right.id();
    }

    @Override
    public Optional<KeyId> key() {
        return right.key();
    }

    @Override
    public DumpWriter begin(NewDump dump) {
        return wrong(right.begin(dump), dump);
    }

    @Override
    public List<Bundle> list() {
        return wrong(right.list());
    }

    @Override
    public Bundle find(BundleId id) {
        return list().stream()
                .filter(bundle -> bundle.id().equals(id))
                .findFirst()
                .orElseThrow(() -> BackupFailure.of(FailureKind.NOT_FOUND, "there is no bundle " + id));
    }

    @Override
    public DumpReader open(BundleId bundle, DatabaseName database) {
        return wrong(right.open(bundle, database));
    }

    @Override
    public void close() {
        right.close();
    }

    /** Passes everything on. */
    static class Writer implements DumpWriter {

        private final DumpWriter right;

        Writer(DumpWriter right) {
            this.right = right;
        }

        @Override
        public OutputStream open(StreamName name) {
            return right.open(name);
        }

        @Override
        public DumpSource written() {
            return right.written();
        }

        @Override
        public DumpSummary commit(DumpFacts facts) {
            return right.commit(facts);
        }

        @Override
        public void close() {
            right.close();
        }
    }

    /** Passes everything on. */
    static class Reader implements DumpReader {

        private final DumpReader right;

        Reader(DumpReader right) {
            this.right = right;
        }

        @Override
        public DumpSummary summary() {
            return right.summary();
        }

        @Override
        public DumpState state() {
            return right.state();
        }

        @Override
        public DumpFacts facts() {
            return right.facts();
        }

        @Override
        public List<StreamSummary> streams() {
            return right.streams();
        }

        @Override
        public InputStream open(StreamName name) {
            return right.open(name);
        }

        @Override
        public void check(LongConsumer progress) {
            right.check(progress);
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
