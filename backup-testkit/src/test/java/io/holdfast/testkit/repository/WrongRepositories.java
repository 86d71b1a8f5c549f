package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpWriter;
import io.holdfast.testkit.repository.BundleRepositoryHarness.Storage;
import io.holdfast.testkit.repository.InMemoryBundleRepository.Opening;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Repositories each of which breaks one rule and keeps all others. */
final class WrongRepositories {

    private static final int MEBIBYTE = 1024 * 1024;

    private WrongRepositories() {}

    /** The contract over a wrong repository. */
    abstract static class Wrong extends BundleRepositoryContract {

        private final Storage storage;

        Wrong(Storage storage) {
            this.storage = storage;
        }

        Wrong() {
            this(Storage.ENCRYPTED);
        }

        /** What is wrong. */
        abstract BundleRepository wrong(BundleRepository right);

        @Override
        protected BundleRepositoryHarness harness() {
            return new InMemoryBundleRepositoryHarness(storage) {
                @Override
                BundleRepository open(Opening opening) {
                    return wrong(super.open(opening));
                }
            };
        }

        @Override
        Sizes sizes() {
            return new Sizes(6 * MEBIBYTE, MEBIBYTE / 4, 16 * MEBIBYTE);
        }
    }

    /** BR-01: what is being written is listed. */
    static final class ListsWhatIsBeingWritten extends Wrong {

        private final Set<NewDump> written = ConcurrentHashMap.newKeySet();

        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                List<Bundle> wrong(List<Bundle> bundles) {
                    return Stream.concat(written.stream().map(ListsWhatIsBeingWritten::listed), bundles.stream())
                            .toList();
                }

                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    written.add(dump);
                    return new Writer(writer) {
                        @Override
                        public DumpSummary commit(DumpFacts facts) {
                            DumpSummary summary = super.commit(facts);
                            written.remove(dump);
                            return summary;
                        }

                        @Override
                        public void close() {
                            written.remove(dump);
                            super.close();
                        }
                    };
                }
            };
        }

        private static Bundle listed(NewDump dump) {
            return new Bundle(
                    dump.bundle(),
                    List.of(new DumpEntry(dump.database(), DumpState.DAMAGED, Optional.empty(), "it goes on")));
        }
    }

    /** BR-02: an instance lists what there was when it was opened, and what it wrote itself. */
    static final class ListsWhatItSawAtFirst extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {

                private volatile List<Bundle> seen = right.list();

                @Override
                public List<Bundle> list() {
                    return seen;
                }

                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return new Writer(writer) {
                        @Override
                        public DumpSummary commit(DumpFacts facts) {
                            DumpSummary summary = super.commit(facts);
                            seen = right.list();
                            return summary;
                        }
                    };
                }
            };
        }
    }

    /** BR-03: closing stores, as a try statement does when the source has failed. */
    static final class CommitsWhenItIsClosed extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return new Writer(writer) {

                        private boolean ended;

                        @Override
                        public DumpSummary commit(DumpFacts facts) {
                            try {
                                DumpSummary summary = super.commit(facts);
                                ended = true;
                                return summary;
                            } catch (BackupFailure failure) {
                                // What was interrupted it gives up, as it should.
                                ended = failure.kind() == FailureKind.CANCELLED;
                                throw failure;
                            }
                        }

                        @Override
                        public void close() {
                            try {
                                if (!ended) {
                                    super.commit(SampleDump.FACTS);
                                }
                            } catch (BackupFailure e) {
                                // It has a stream that is open or failed, or none at all.
                            }
                            super.close();
                        }
                    };
                }
            };
        }
    }

    /** BR-03: a commit that failed for want of space is reported as done. */
    static final class PretendsToHaveCommitted extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return new Writer(writer) {
                        @Override
                        public OutputStream open(StreamName name) {
                            return new FilterOutputStream(super.open(name)) {
                                @Override
                                public void write(byte[] bytes, int offset, int length) throws IOException {
                                    unlessFull(() -> out.write(bytes, offset, length));
                                }

                                @Override
                                public void close() throws IOException {
                                    unlessFull(out::close);
                                }
                            };
                        }

                        @Override
                        public DumpSummary commit(DumpFacts facts) {
                            try {
                                return super.commit(facts);
                            } catch (BackupFailure failure) {
                                if (failure.kind() == FailureKind.NO_SPACE) {
                                    return null;
                                }
                                throw failure;
                            }
                        }
                    };
                }
            };
        }

        private interface Write {
            void run() throws IOException;
        }

        private static void unlessFull(Write write) throws IOException {
            try {
                write.run();
            } catch (BackupFailure failure) {
                if (failure.kind() != FailureKind.NO_SPACE) {
                    throw failure;
                }
            }
        }
    }

    /** BR-04: what one stream holds is not looked for in another. */
    static final class StoresEachStreamForItself extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return Masked.writer(writer, this::mask);
                }

                @Override
                DumpReader wrong(DumpReader reader) {
                    return Masked.reader(reader, this::mask);
                }

                private int mask(StreamName name) {
                    return name.value().equals("data-1") ? 1 : 0;
                }
            };
        }
    }

    /** BR-05: of two streams that are open, the one that was opened last gets everything. */
    static final class WritesToTheLastStream extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return new Writer(writer) {

                        private OutputStream last;

                        @Override
                        public synchronized OutputStream open(StreamName name) {
                            last = super.open(name);
                            return new FilterOutputStream(last) {
                                @Override
                                public void write(byte[] bytes, int offset, int length) throws IOException {
                                    last.write(bytes, offset, length);
                                }
                            };
                        }
                    };
                }
            };
        }
    }

    /** BR-06: a stream ends where its damage begins. */
    static final class EndsAtTheDamage extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpReader wrong(DumpReader reader) {
                    return new Reader(reader) {
                        @Override
                        public InputStream open(StreamName name) {
                            return new FilterInputStream(super.open(name)) {
                                @Override
                                public int read(byte[] bytes, int offset, int length) throws IOException {
                                    try {
                                        return in.read(bytes, offset, length);
                                    } catch (BackupFailure failure) {
                                        if (failure.kind() == FailureKind.CORRUPT) {
                                            return -1;
                                        }
                                        throw failure;
                                    }
                                }
                            };
                        }
                    };
                }
            };
        }
    }

    /** BR-06: checking finds everything in order. */
    static final class ChecksNothing extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpReader wrong(DumpReader reader) {
                    return new Reader(reader) {
                        @Override
                        public void check(LongConsumer progress) {
                            progress.accept(summary().size().bytes());
                        }
                    };
                }
            };
        }
    }

    /** BR-07: a bundle goes with the first of its dumps. */
    static final class HidesABundleThatLostOneDump extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                List<Bundle> wrong(List<Bundle> bundles) {
                    return bundles.stream()
                            .filter(bundle -> bundle.dumps().size() == 1
                                    || bundle.dumps().stream().noneMatch(dump -> dump.state() == DumpState.DAMAGED))
                            .toList();
                }
            };
        }
    }

    /** BR-13: what it does not know is damaged. */
    static final class TakesNewerForDamaged extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                public DumpReader open(BundleId bundle, DatabaseName database) {
                    try {
                        return super.open(bundle, database);
                    } catch (BackupFailure failure) {
                        if (failure.kind() == FailureKind.PERMANENT) {
                            throw BackupFailure.of(FailureKind.CORRUPT, failure.getMessage());
                        }
                        throw failure;
                    }
                }
            };
        }
    }

    /** BR-13: what it does not know is not listed. */
    static final class HidesNewer extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                List<Bundle> wrong(List<Bundle> bundles) {
                    return bundles.stream()
                            .filter(bundle ->
                                    bundle.dumps().stream().noneMatch(dump -> dump.state() == DumpState.NEWER_FORMAT))
                            .toList();
                }
            };
        }
    }

    /** BR-14: a stream is kept until it is closed. */
    static final class KeepsAStreamUntilItsEnd extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return new Writer(writer) {
                        @Override
                        public OutputStream open(StreamName name) {
                            return new Kept(super.open(name));
                        }
                    };
                }
            };
        }

        private static final class Kept extends FilterOutputStream {

            private final Deque<byte[]> kept = new ArrayDeque<>();

            private Kept(OutputStream right) {
                super(right);
            }

            @Override
            public void write(int b) {
                kept.add(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                byte[] copy = new byte[length];
                System.arraycopy(bytes, offset, copy, 0, length);
                kept.add(copy);
            }

            @Override
            public void flush() throws IOException {
                // It waits for the end.
            }

            @Override
            public void close() throws IOException {
                while (!kept.isEmpty()) {
                    out.write(kept.remove());
                }
                out.close();
            }
        }
    }

    /** BR-14: a stream is read whole before any of it is given out. */
    static final class ReadsAStreamAtOnce extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpReader wrong(DumpReader reader) {
                    return new Reader(reader) {
                        @Override
                        public InputStream open(StreamName name) {
                            try (InputStream in = super.open(name)) {
                                return new ByteArrayInputStream(in.readAllBytes());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                    };
                }
            };
        }
    }

    /** A plain dump is as good as an encrypted one. */
    private static final class Trusting {

        static BundleRepository of(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                List<Bundle> wrong(List<Bundle> bundles) {
                    return bundles.stream()
                            .map(bundle -> new Bundle(
                                    bundle.id(),
                                    bundle.dumps().stream()
                                            .map(Trusting::trusted)
                                            .toList()))
                            .toList();
                }
            };
        }

        private static DumpEntry trusted(DumpEntry dump) {
            return dump.state() == DumpState.UNAUTHENTICATED
                    ? new DumpEntry(dump.database(), DumpState.READABLE, dump.summary(), "")
                    : dump;
        }
    }

    /** BR-15: a plain dump that was slipped in is as good as an encrypted one. */
    static final class TrustsPlainDumps extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return Trusting.of(right);
        }
    }

    /** BR-15: a dump that was plain before the repository was encrypted is as good as an encrypted one. */
    static final class TrustsWhatWasPlainBefore extends Wrong {

        TrustsWhatWasPlainBefore() {
            super(Storage.PLAIN);
        }

        @Override
        BundleRepository wrong(BundleRepository right) {
            return Trusting.of(right);
        }
    }

    /** BR-15: what is locked is not listed. */
    static final class HidesWhatIsLocked extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                List<Bundle> wrong(List<Bundle> bundles) {
                    return bundles.stream()
                            .filter(bundle ->
                                    bundle.dumps().stream().noneMatch(dump -> dump.state() == DumpState.LOCKED))
                            .toList();
                }
            };
        }
    }

    /** BR-17: what another bundle holds is not looked for. */
    static final class StoresEachBundleForItself extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return Masked.writer(writer, name -> mask(dump.bundle()));
                }

                @Override
                DumpReader wrong(DumpReader reader) {
                    return Masked.reader(
                            reader, name -> mask(reader.summary().dump().bundle()));
                }

                private int mask(BundleId bundle) {
                    return List.of(1, 2, 3, 4).stream()
                            .map(SampleDump::bundle)
                            .toList()
                            .indexOf(bundle);
                }
            };
        }
    }

    /** BR-18: each instance has an idea of its own of what repository this is. */
    static final class IsAnotherEachTime extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            RepositoryId own = new RepositoryId(UUID.randomUUID().toString().replace("-", ""));
            return new ForwardingRepository(right) {
                @Override
                public RepositoryId id() {
                    return own;
                }
            };
        }
    }

    /** BR-18: any repository will do, and where there is none, one is made. */
    static final class TakesAnyRepository extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return right;
        }

        @Override
        protected BundleRepositoryHarness harness() {
            return new InMemoryBundleRepositoryHarness(Storage.ENCRYPTED) {
                @Override
                public BundleRepository openExpecting(RepositoryId id) {
                    return open();
                }
            };
        }
    }

    /** BR-20: an interrupt looks like trouble with the store. */
    static final class CallsAnInterruptTransient extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return new Writer(writer) {
                        @Override
                        public DumpSummary commit(DumpFacts facts) {
                            try {
                                return super.commit(facts);
                            } catch (BackupFailure failure) {
                                if (failure.kind() == FailureKind.CANCELLED) {
                                    throw BackupFailure.of(FailureKind.TRANSIENT, failure.getMessage());
                                }
                                throw failure;
                            }
                        }
                    };
                }
            };
        }
    }

    /** BR-20: a commit in an interrupted thread goes on. */
    static final class CommitsAllTheSame extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpWriter wrong(DumpWriter writer, NewDump dump) {
                    return new Writer(writer) {
                        @Override
                        public DumpSummary commit(DumpFacts facts) {
                            boolean interrupted = Thread.interrupted();
                            DumpSummary summary = super.commit(facts);
                            if (interrupted) {
                                Thread.currentThread().interrupt();
                            }
                            return summary;
                        }
                    };
                }
            };
        }
    }

    /** BR-20: an interrupt ends a stream early, and nobody hears of it. */
    static final class EndsWhenInterrupted extends Wrong {
        @Override
        BundleRepository wrong(BundleRepository right) {
            return new ForwardingRepository(right) {
                @Override
                DumpReader wrong(DumpReader reader) {
                    return new Reader(reader) {
                        @Override
                        public InputStream open(StreamName name) {
                            return new FilterInputStream(super.open(name)) {
                                @Override
                                public int read(byte[] bytes, int offset, int length) throws IOException {
                                    try {
                                        return in.read(bytes, offset, length);
                                    } catch (BackupFailure failure) {
                                        if (failure.kind() == FailureKind.CANCELLED) {
                                            return -1;
                                        }
                                        throw failure;
                                    }
                                }
                            };
                        }
                    };
                }
            };
        }
    }
}
