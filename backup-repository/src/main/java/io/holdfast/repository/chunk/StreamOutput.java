package io.holdfast.repository.chunk;

import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * One stream on its way into the store. Its chunk list is written beside it as it grows, so that the list of a terabyte needs no
 * more memory than that of a kilobyte.
 */
final class StreamOutput extends OutputStream {

    /** The names of chunks that workers are busy with, in the stream's order. */
    private final class Level {
        private final Deque<Future<ChunkRef>> pending = new ArrayDeque<>();
        private final Consumer<ChunkRef> done;
        private final Chunker chunker;

        Level(Chunking chunking, Consumer<ChunkRef> done) {
            this.done = done;
            this.chunker = writer.chunker(chunking, chunk -> {
                pending.add(writer.write(chunk));
                while (!pending.isEmpty() && pending.peek().isDone()) {
                    pass();
                }
            });
        }

        void finish() {
            chunker.finish();
            while (!pending.isEmpty()) {
                pass();
            }
        }

        private void pass() {
            done.accept(Workers.await(pending.remove(), "writing"));
        }
    }

    private final ChunkWriter writer;
    private final Consumer<StoredStream> onClose;
    private final Level content;
    private final Level list;
    private final List<ChunkRef> listChunks = new ArrayList<>();
    private long bytes;
    private long chunks;
    private boolean closed;

    StreamOutput(ChunkWriter writer, Chunking chunking, Consumer<StoredStream> onClose) {
        this.writer = writer;
        this.onClose = onClose;
        this.list = new Level(chunking, listChunks::add);
        this.content = new Level(chunking, this::append);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        boolean taken = false;
        try {
            content.chunker.update(source, offset, length);
            bytes += length;
            taken = true;
        } finally {
            // What failed in a write was told there: closing it, as a try statement does, must not fail with it again.
            closed = !taken;
        }
    }

    /** Waits until all is in the store. A stream that could not be stored stays unfinished for ever. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        content.finish();
        list.finish();
        onClose.accept(new StoredStream(bytes, chunks, listChunks));
    }

    private void append(ChunkRef chunk) {
        chunks++;
        byte[] line = (chunk.id() + " " + chunk.length() + "\n").getBytes(StandardCharsets.US_ASCII);
        list.chunker.update(line, 0, line.length);
    }
}
