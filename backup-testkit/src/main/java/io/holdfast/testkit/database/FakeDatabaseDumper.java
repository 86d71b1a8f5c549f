package io.holdfast.testkit.database;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DumpSink;
import java.util.Objects;

/**
 * Dumps the databases of a {@link FakeDatabases}. A {@link Disturbance} in it makes it fail, stand still, write to the
 * database or redefine it while it dumps, counted in the bytes that it gives out; {@code failureAt(0, …)} is a failure before
 * the first.
 */
public final class FakeDatabaseDumper implements DatabaseDumper {

    private final FakeDatabases server;
    private final Disturbance disturbance;

    /** One in order. */
    public FakeDatabaseDumper(FakeDatabases server) {
        this(server, Disturbance.none());
    }

    /**
     * One that is disturbed.
     *
     * @param disturbance for its first dump
     */
    public FakeDatabaseDumper(FakeDatabases server, Disturbance disturbance) {
        this.server = Objects.requireNonNull(server);
        this.disturbance = Objects.requireNonNull(disturbance);
    }

    @Override
    public ByteCount estimate(ConnectionUrl database) {
        try (FakeDatabases.Session session = server.connect(database)) {
            return new ByteCount(session.snapshot().size());
        }
    }

    @Override
    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
        try (FakeDatabases.Session session = server.connect(database)) {
            server.programStarted("fake-dump --database=" + session.database());
            FakeContent snapshot = session.snapshot();
            int definition = session.definition();
            FakeDumpFormat.write(snapshot, disturbance.around(sink));
            if (session.definition() != definition) {
                throw BackupFailure.of(
                        FailureKind.TRANSIENT, session.database() + " was redefined while its dump began");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw BackupFailure.cancelled("the dump of " + session.database());
            }
            String version = String.valueOf(server.version());
            return new DumpFacts(version, version, snapshot.rows());
        }
    }
}
