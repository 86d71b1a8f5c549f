package io.holdfast.postgres.dump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Drains what a program writes to its error output, however much it is, and keeps the end of it. */
final class MessageTail {

    /** How much is kept, in bytes. */
    static final int KEPT_BYTES = 8 * 1024;

    private final byte[] ring = new byte[KEPT_BYTES];
    private long total;
    private final Thread drain;

    MessageTail(InputStream messages, String name) {
        drain = new Thread(() -> drain(messages), "holdfast messages of " + name);
        drain.setDaemon(true);
        drain.start();
    }

    /** Waits until the program has closed its error output, but not for ever: a child it left behind may hold it open. */
    void awaitEnd(long milliseconds) throws InterruptedException {
        drain.join(milliseconds);
    }

    /** The end of what was written so far; from its first whole line where something was cut off. */
    synchronized String text() {
        int length = (int) Math.min(total, KEPT_BYTES);
        byte[] tail = new byte[length];
        for (int i = 0; i < length; i++) {
            tail[i] = ring[(int) ((total - length + i) % KEPT_BYTES)];
        }
        String text = new String(tail, StandardCharsets.UTF_8);
        int line = text.indexOf('\n');
        if (total > KEPT_BYTES && line >= 0 && line < text.length() - 1) {
            text = text.substring(line + 1);
        }
        return SqlText.plain(text);
    }

    private void drain(InputStream messages) {
        byte[] buffer = new byte[KEPT_BYTES];
        try (messages) {
            for (int n = messages.read(buffer); n >= 0; n = messages.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            // The program is gone; what it said before is kept.
        }
    }

    private synchronized void keep(byte[] buffer, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) ((total + i) % KEPT_BYTES)] = buffer[i];
        }
        total += length;
    }
}
