package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.encryption.KeyId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the fake keeps of a dump beside its content.
 *
 * @param summary what listings show
 * @param facts what the dumper recorded
 * @param streams the stored pieces of each stream, in order
 */
record FakeManifest(DumpSummary summary, DumpFacts facts, SortedMap<StreamName, List<String>> streams) {

    /** The manifest as bytes, without the key's name, which stands before them. */
    byte[] toBytes() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            writeDump(out);
            out.writeInt(facts.tables().size());
            for (TableRows table : facts.tables()) {
                out.writeUTF(table.schema());
                out.writeUTF(table.table());
                out.writeLong(table.rows());
            }
            out.writeInt(streams.size());
            for (StreamSummary stream : summary.streams()) {
                out.writeUTF(stream.name().value());
                out.writeLong(stream.size().bytes());
                List<String> pieces = streams.get(stream.name());
                out.writeInt(pieces.size());
                for (String piece : pieces) {
                    out.writeUTF(piece);
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The manifest of these bytes, which were checked to be what {@link #toBytes()} returned. */
    static FakeManifest of(byte[] bytes, Optional<KeyId> key) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            NewDump dump = new NewDump(
                    new BundleId(in.readUTF()),
                    new DatabaseName(in.readUTF()),
                    BackupCause.valueOf(in.readUTF()),
                    in.readUTF());
            Instant finishedAt = Instant.parse(in.readUTF());
            ByteCount stored = new ByteCount(in.readLong());
            DumpFacts facts = new DumpFacts(in.readUTF(), in.readUTF(), readTables(in));
            SortedMap<StreamName, List<String>> pieces = new TreeMap<>();
            List<StreamSummary> streams = readStreams(in, pieces);
            DumpSummary summary = new DumpSummary(
                    dump,
                    finishedAt,
                    facts.serverVersion(),
                    facts.toolVersion(),
                    streams,
                    stored,
                    facts.tables().size(),
                    facts.rows(),
                    key);
            return new FakeManifest(summary, facts, pieces);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeDump(DataOutputStream out) throws IOException {
        out.writeUTF(summary.dump().bundle().value());
        out.writeUTF(summary.dump().database().value());
        out.writeUTF(summary.dump().cause().name());
        out.writeUTF(summary.dump().note());
        out.writeUTF(summary.finishedAt().toString());
        out.writeLong(summary.stored().bytes());
        out.writeUTF(facts.serverVersion());
        out.writeUTF(facts.toolVersion());
    }

    private static List<TableRows> readTables(DataInputStream in) throws IOException {
        List<TableRows> tables = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            tables.add(new TableRows(in.readUTF(), in.readUTF(), in.readLong()));
        }
        return tables;
    }

    private static List<StreamSummary> readStreams(DataInputStream in, SortedMap<StreamName, List<String>> pieces)
            throws IOException {
        List<StreamSummary> streams = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            StreamName name = new StreamName(in.readUTF());
            streams.add(new StreamSummary(name, new ByteCount(in.readLong())));
            List<String> ids = new ArrayList<>();
            for (int piecesLeft = in.readInt(); piecesLeft > 0; piecesLeft--) {
                ids.add(in.readUTF());
            }
            pieces.put(name, ids);
        }
        return streams;
    }
}
