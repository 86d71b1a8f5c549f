package io.holdfast.core;

import io.holdfast.core.port.BackupEvents;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.usecase.DescribeBundle;
import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.core.usecase.ListBundles;
import io.holdfast.core.usecase.ListKeptDatabases;
import io.holdfast.core.usecase.RestoreDatabase;
import io.holdfast.core.usecase.TakeBackup;
import io.holdfast.core.usecase.UndoRestore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Assembles the use cases from the ports, for an application that embeds Holdfast:
 *
 * <pre>{@code
 * Holdfast holdfast = Holdfast.builder()
 *         .repository(repository)
 *         .dumper(dumper)
 *         .restorer(restorer)
 *         .build();
 * holdfast.takeBackup().backUp(new TakeBackup.Request(Map.of(name, url), BackupCause.EMBEDDED, ""));
 * }</pre>
 *
 * <p>It holds nothing of its own and closes nothing: what was given to the builder stays its giver's. May be used by several
 * threads if the ports may.
 */
public final class Holdfast {

    private final TakeBackup takeBackup;
    private final RestoreDatabase restoreDatabase;
    private final UndoRestore undoRestore;
    private final ListKeptDatabases listKeptDatabases;
    private final DiscardKeptDatabase discardKeptDatabase;
    private final ListBundles listBundles;
    private final DescribeBundle describeBundle;

    private Holdfast(Builder from) {
        BundleRepository repository = Objects.requireNonNull(from.repository, "a repository is needed");
        DatabaseDumper dumper = Objects.requireNonNull(from.dumper, "a dumper is needed");
        DatabaseRestorer restorer = Objects.requireNonNull(from.restorer, "a restorer is needed");
        takeBackup = new TakeBackup(repository, dumper, restorer, from.events, from.clock, from.random);
        restoreDatabase = new RestoreDatabase(repository, restorer, from.events);
        undoRestore = new UndoRestore(restorer);
        listKeptDatabases = new ListKeptDatabases(restorer);
        discardKeptDatabase = new DiscardKeptDatabase(restorer);
        listBundles = new ListBundles(repository);
        describeBundle = new DescribeBundle(repository);
    }

    /** Begins to assemble. */
    public static Builder builder() {
        return new Builder();
    }

    /** Backs databases up. */
    public TakeBackup takeBackup() {
        return takeBackup;
    }

    /** Brings a database back. */
    public RestoreDatabase restoreDatabase() {
        return restoreDatabase;
    }

    /** Swaps back what a restore replaced. */
    public UndoRestore undoRestore() {
        return undoRestore;
    }

    /** Lists what restores left on a server. */
    public ListKeptDatabases listKeptDatabases() {
        return listKeptDatabases;
    }

    /** Drops what a restore left on a server. */
    public DiscardKeptDatabase discardKeptDatabase() {
        return discardKeptDatabase;
    }

    /** Lists bundles. */
    public ListBundles listBundles() {
        return listBundles;
    }

    /** Describes one bundle. */
    public DescribeBundle describeBundle() {
        return describeBundle;
    }

    /** Takes the ports. Not for several threads. */
    public static final class Builder {

        private BundleRepository repository;
        private DatabaseDumper dumper;
        private DatabaseRestorer restorer;
        private BackupEvents events = BackupEvents.NONE;
        private InstantSource clock = InstantSource.system();
        private RandomGenerator random = new SecureRandom();

        private Builder() {}

        /** Where bundles are kept; needed. */
        public Builder repository(BundleRepository newRepository) {
            this.repository = newRepository;
            return this;
        }

        /** How databases are dumped; needed. */
        public Builder dumper(DatabaseDumper newDumper) {
            this.dumper = newDumper;
            return this;
        }

        /** How databases are restored; needed. */
        public Builder restorer(DatabaseRestorer newRestorer) {
            this.restorer = newRestorer;
            return this;
        }

        /** Who hears what happens; nobody unless set. */
        public Builder events(BackupEvents newEvents) {
            this.events = Objects.requireNonNull(newEvents);
            return this;
        }

        /** What time it is; the system's clock unless set. */
        public Builder clock(InstantSource newClock) {
            this.clock = Objects.requireNonNull(newClock);
            return this;
        }

        /** Where the random part of a bundle's id comes from; the system's secure source unless set. */
        public Builder random(RandomGenerator newRandom) {
            this.random = Objects.requireNonNull(newRandom);
            return this;
        }

        /**
         * The use cases.
         *
         * @throws NullPointerException naming what is missing
         */
        public Holdfast build() {
            return new Holdfast(this);
        }
    }
}
