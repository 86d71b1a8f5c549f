package io.holdfast.testkit.database;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSink;
import io.holdfast.core.port.DumpSource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The bytes of a fake database's dump. Two streams, so that whoever keeps dumps has to keep several: {@code schema} holds all
 * but the rows, {@code data} the rows; each begins with a word of its own and the table of contents, the list of tables.
 */
final class FakeDumpFormat {

    static final StreamName SCHEMA = new StreamName("schema");
    static final StreamName DATA = new StreamName("data");

    private static final long SCHEMA_WORD = 0x68665f736368656dL;
    private static final long DATA_WORD = 0x68665f5f64617461L;

    private FakeDumpFormat() {}

    /** Is told the rows of each table, in order. */
    interface RowTaker {
        void take(FakeContent.Table table, List<String> rows);
    }

    static void write(FakeContent content, DumpSink sink) {
        try {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(sink.open(SCHEMA)))) {
                out.writeLong(SCHEMA_WORD);
                writeTables(out, content.tables().keySet());
                out.writeInt(content.properties().size());
                for (Map.Entry<String, String> property : content.properties().entrySet()) {
                    out.writeUTF(property.getKey());
                    out.writeUTF(property.getValue());
                }
                writeNames(out, content.roles());
                writeNames(out, content.extensions());
                writeNames(out, content.onlyName().stream().toList());
            }
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(sink.open(DATA)))) {
                out.writeLong(DATA_WORD);
                writeTables(out, content.tables().keySet());
                for (List<String> rows : content.tables().values()) {
                    writeNames(out, rows);
                }
            }
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.PERMANENT, "a fake database cannot be written", e);
        }
    }

    /** Everything but the rows; its tables are there and empty. */
    static FakeContent readSchema(DumpSource source) {
        try (DataInputStream in = open(source, SCHEMA)) {
            List<FakeContent.Table> tables = readTables(in, SCHEMA_WORD);
            Map<String, String> properties = new TreeMap<>();
            for (int left = readCount(in); left > 0; left--) {
                properties.put(in.readUTF(), in.readUTF());
            }
            FakeContent content = FakeContent.of(
                    properties,
                    new TreeSet<>(readNames(in)),
                    new TreeSet<>(readNames(in)),
                    Optional.of(readNames(in)).filter(names -> !names.isEmpty()).map(names -> names.get(0)));
            for (FakeContent.Table table : tables) {
                content = content.withTable(table, List.of());
            }
            return endOf(in, content);
        } catch (IOException e) {
            throw unreadable(SCHEMA, e);
        }
    }

    static void readRows(DumpSource source, RowTaker taker) {
        try (DataInputStream in = open(source, DATA)) {
            for (FakeContent.Table table : readTables(in, DATA_WORD)) {
                taker.take(table, readNames(in));
            }
            endOf(in, taker);
        } catch (IOException e) {
            throw unreadable(DATA, e);
        }
    }

    /** How many entries the tables of contents have. */
    static int inspect(DumpSource source) {
        int entries = readSchema(source).tables().size() + 1;
        try (DataInputStream in = open(source, DATA)) {
            return entries + readTables(in, DATA_WORD).size();
        } catch (IOException e) {
            throw unreadable(DATA, e);
        }
    }

    private static DataInputStream open(DumpSource source, StreamName stream) {
        return new DataInputStream(new BufferedInputStream(source.open(stream)));
    }

    private static void writeTables(DataOutputStream out, Collection<FakeContent.Table> tables) throws IOException {
        out.writeInt(tables.size());
        for (FakeContent.Table table : tables) {
            out.writeUTF(table.schema());
            out.writeUTF(table.name());
        }
    }

    private static List<FakeContent.Table> readTables(DataInputStream in, long word) throws IOException {
        if (in.readLong() != word) {
            throw new IOException("it does not begin as one");
        }
        List<FakeContent.Table> tables = new ArrayList<>();
        for (int left = readCount(in); left > 0; left--) {
            tables.add(new FakeContent.Table(in.readUTF(), in.readUTF()));
        }
        return tables;
    }

    private static void writeNames(DataOutputStream out, Collection<String> names) throws IOException {
        out.writeInt(names.size());
        for (String name : names) {
            out.writeUTF(name);
        }
    }

    private static List<String> readNames(DataInputStream in) throws IOException {
        List<String> names = new ArrayList<>();
        for (int left = readCount(in); left > 0; left--) {
            names.add(in.readUTF());
        }
        return names;
    }

    private static int readCount(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw new UTFDataFormatException("a count of " + count);
        }
        return count;
    }

    private static <T> T endOf(DataInputStream in, T read) throws IOException {
        if (in.read() >= 0) {
            throw new IOException("it goes on after its end");
        }
        return read;
    }

    private static BackupFailure unreadable(StreamName stream, IOException cause) {
        return BackupFailure.of(
                FailureKind.CORRUPT, "stream " + stream + " is not the whole dump of a fake database", cause);
    }
}
