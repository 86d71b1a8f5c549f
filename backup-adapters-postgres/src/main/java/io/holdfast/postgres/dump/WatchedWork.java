package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Runs work at once, under a {@link LockWatch}: all of it succeeds, or all is ended. For one thread. */
final class WatchedWork {

    private final String what;
    private final LockWatch watch;
    private final List<Runnable> stoppers = new ArrayList<>();

    /**
     * @param what what it does as a whole, for messages: "the dump of …"
     * @param sessions are ended where the work fails
     */
    WatchedWork(String what, LockWatch watch, List<SnapshotSession> sessions) {
        this.what = what;
        this.watch = watch;
        stoppers.add(watch::abort);
        sessions.forEach(session -> stoppers.add(session::abort));
    }

    /** How to end something else that blocks where the work fails. What was added last is ended first. */
    void onStop(Runnable stopper) {
        stoppers.add(0, stopper);
    }

    /** Runs works, by their names, until all have ended. */
    void run(Map<String, WorkGroup.Work> works) {
        run(works, Optional::empty);
    }

    /**
     * Runs works, by their names, until all have ended.
     *
     * @param wrong is asked again and again whether something is wrong that the works themselves cannot see
     */
    void run(Map<String, WorkGroup.Work> works, Supplier<Optional<BackupFailure>> wrong) {
        CountDownLatch left = new CountDownLatch(works.size());
        try (WorkGroup group = new WorkGroup(what)) {
            stoppers.forEach(group::onStop);
            group.fork("watch over " + what, () -> watch.until(left));
            works.forEach((name, work) -> group.fork(name + " of " + what, () -> {
                work.run();
                left.countDown();
            }));
            group.join(wrong);
        }
    }
}
