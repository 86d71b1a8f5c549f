package io.holdfast.cli.wiring;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened and has to be closed: the last one first. May be used by several threads. */
final class Resources implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Closes all of them, also when one fails; that failure is then thrown. */
    @Override
    public synchronized void close() {
        RuntimeException first = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (RuntimeException e) {
                first = joined(first, e);
            } catch (Exception e) {
                first = joined(first, new IllegalStateException("closing failed", e));
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static RuntimeException joined(RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
