package io.holdfast.core.port;

/**
 * Hears what happens, for progress displays, logs and metrics.
 *
 * <p>It is called from any thread, often, and in the middle of the work: it should return at once and must not throw.
 */
@FunctionalInterface
public interface BackupEvents {

    /** Listens to nothing. */
    BackupEvents NONE = event -> {};

    /** Something happened. */
    void on(BackupEvent event);
}
