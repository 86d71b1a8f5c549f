package io.holdfast.core.port;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;

/** Something that happened in a use case. */
public sealed interface BackupEvent {

    /** The bundle it is about. */
    BundleId bundle();

    /** The database it is about. */
    DatabaseName database();

    /**
     * A piece of long work began.
     *
     * @param phase which
     * @param expected about how many bytes it will move
     */
    record Started(BundleId bundle, DatabaseName database, Phase phase, ByteCount expected) implements BackupEvent {}

    /**
     * Long work moved on.
     *
     * @param phase which
     * @param bytes how many bytes more; not a sum
     */
    record Advanced(BundleId bundle, DatabaseName database, Phase phase, long bytes) implements BackupEvent {}

    /**
     * A dump failed in a way that may well not happen again, and is begun again from the start.
     *
     * @param failure why
     * @param attempt which attempt begins now; the first repetition is 2
     */
    record Repeated(BundleId bundle, DatabaseName database, BackupFailure failure, int attempt)
            implements BackupEvent {}

    /** A dump was committed. */
    record Committed(DumpSummary dump) implements BackupEvent {
        @Override
        public BundleId bundle() {
            return dump.dump().bundle();
        }

        @Override
        public DatabaseName database() {
            return dump.database();
        }
    }

    /** A restored database has its name now. */
    record Restored(BundleId bundle, DatabaseName database) implements BackupEvent {}

    /** It ended in failure. */
    record Failed(BundleId bundle, DatabaseName database, BackupFailure failure) implements BackupEvent {}

    /** The long pieces of work. */
    enum Phase {
        /** A database is read and its dump stored. */
        DUMP,
        /** The dump that was stored is read back as far as its table of contents. */
        READ_BACK,
        /** A whole dump is checked before any of it is used. */
        CHECK,
        /** A dump is restored into a staging database. */
        RESTORE,
        /** The restored rows are counted. */
        COUNT
    }
}
