package io.holdfast.repository.chunk;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a chunk list. */
final class ChunkList implements Iterator<ChunkRef> {

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) ([1-9][0-9]{0,6})");
    private static final int LONGEST_LINE = 64 + 1 + 7;

    private final ChunkInput lines;
    private final byte[] buffer = new byte[8192];
    private int filled;
    private int position;
    private ChunkRef next;
    private boolean ended;

    ChunkList(ChunkInput lines) {
        this.lines = lines;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = read();
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public ChunkRef next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ChunkRef chunk = next;
        next = null;
        return chunk;
    }

    private ChunkRef read() {
        StringBuilder line = new StringBuilder(LONGEST_LINE);
        for (int b = readByte(); b != '\n'; b = readByte()) {
            if (b < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw damaged();
            }
            if (line.length() == LONGEST_LINE) {
                throw damaged();
            }
            line.append((char) b);
        }
        Matcher parts = LINE.matcher(line);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > Chunking.LIMIT) {
            throw damaged();
        }
        return new ChunkRef(new ChunkId(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    private int readByte() {
        if (position == filled) {
            filled = Math.max(0, lines.read(buffer, 0, buffer.length));
            position = 0;
            if (filled == 0) {
                return -1;
            }
        }
        return buffer[position++] & 0xff;
    }

    private static BackupFailure damaged() {
        return BackupFailure.of(FailureKind.CORRUPT, "a chunk list has a line that is none");
    }
}
