package io.holdfast.repository;

import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.repository.chunk.Chunking;
import io.holdfast.repository.lock.LockTimes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How a repository is opened. Immutable; each method returns changed options.
 *
 * @param mode whether dumps may be added
 * @param passphrase what opens the keysets; empty for a plain repository
 * @param expected the repository that has to be there; empty for any
 * @param workers how many threads work on chunks for one dump; at least 1
 * @param chunking how the streams of a repository are cut that is made now
 * @param lockTimes the times of the lock protocol; the same for all who use the repository
 * @param clock what time it is
 * @param random where ids come from
 */
public record RepositoryOptions(
        Mode mode,
        Optional<Passphrase> passphrase,
        Optional<RepositoryId> expected,
        int workers,
        Chunking chunking,
        LockTimes lockTimes,
        InstantSource clock,
        RandomGenerator random) {

    /** Whether dumps may be added. */
    public enum Mode {
        /** Only what is there is read; nothing but a lock is ever written. */
        READ,
        /** Dumps may be added; a repository is made where the store is empty. */
        WRITE
    }

    /** Checks the bounds. */
    public RepositoryOptions {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(passphrase, "passphrase");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(chunking, "chunking");
        Objects.requireNonNull(lockTimes, "lockTimes");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(random, "random");
        if (workers < 1) {
            throw new IllegalArgumentException("workers: " + workers + " is below 1");
        }
    }

    /** To read what is there. */
    public static RepositoryOptions reading() {
        return standard(Mode.READ);
    }

    /** To add dumps, and to make the repository where the store is empty: encrypted if a passphrase is given, else plain. */
    public static RepositoryOptions writing() {
        return standard(Mode.WRITE);
    }

    private static RepositoryOptions standard(Mode mode) {
        return new RepositoryOptions(
                mode,
                Optional.empty(),
                Optional.empty(),
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                Chunking.STANDARD,
                LockTimes.STANDARD,
                InstantSource.system(),
                new SecureRandom());
    }

    /** With a passphrase. */
    public RepositoryOptions passphrase(Passphrase newPassphrase) {
        return new RepositoryOptions(
                mode, Optional.of(newPassphrase), expected, workers, chunking, lockTimes, clock, random);
    }

    /** For this repository and no other. */
    public RepositoryOptions expecting(RepositoryId id) {
        return new RepositoryOptions(mode, passphrase, Optional.of(id), workers, chunking, lockTimes, clock, random);
    }

    /** With so many threads for one dump. */
    public RepositoryOptions workers(int newWorkers) {
        return new RepositoryOptions(mode, passphrase, expected, newWorkers, chunking, lockTimes, clock, random);
    }

    /** With another way to cut streams, if the repository is made now. */
    public RepositoryOptions chunking(Chunking newChunking) {
        return new RepositoryOptions(mode, passphrase, expected, workers, newChunking, lockTimes, clock, random);
    }

    /** With other times of the lock protocol. */
    public RepositoryOptions lockTimes(LockTimes newTimes) {
        return new RepositoryOptions(mode, passphrase, expected, workers, chunking, newTimes, clock, random);
    }

    /** With another clock. */
    public RepositoryOptions clock(InstantSource newClock) {
        return new RepositoryOptions(mode, passphrase, expected, workers, chunking, lockTimes, newClock, random);
    }
}
