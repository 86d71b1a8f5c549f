package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads streams piece by piece. */
final class FakeDumpSource implements DumpSource {

    private final List<StreamSummary> streams;
    private final Map<StreamName, List<String>> pieces;
    private final FakePieces content;

    FakeDumpSource(List<StreamSummary> streams, Map<StreamName, List<String>> pieces, FakePieces content) {
        this.streams = List.copyOf(streams);
        this.pieces = Map.copyOf(pieces);
        this.content = content;
    }

    @Override
    public List<StreamSummary> streams() {
        return streams;
    }

    @Override
    public InputStream open(StreamName name) {
        List<String> ids = pieces.get(name);
        if (ids == null) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "the dump has no stream " + name);
        }
        return new Pieces(ids.iterator());
    }

    private final class Pieces extends InputStream {

        private final Iterator<String> ids;
        private byte[] piece = new byte[0];
        private int position;

        private Pieces(Iterator<String> ids) {
            this.ids = ids;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            if (position == piece.length && !next()) {
                return -1;
            }
            int count = Math.min(length, piece.length - position);
            System.arraycopy(piece, position, bytes, offset, count);
            position += count;
            return count;
        }

        private boolean next() {
            if (!ids.hasNext()) {
                return false;
            }
            piece = content.read(ids.next());
            position = 0;
            return true;
        }
    }
}
