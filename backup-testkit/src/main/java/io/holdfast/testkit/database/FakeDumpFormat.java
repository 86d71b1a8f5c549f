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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The bytes of a fake database's dump. Two streams, so that whoever keeps dumps has to keep several: {@code schema} holds all
 * but the rows, and where each sequence stood; {@code data} the rows and the sequences themselves. Each begins with a word of its
 * own and the table of contents, the list of tables.
 */
final class FakeDumpFormat {

    static final StreamName SCHEMA = new StreamName("schema");
    static final StreamName DATA = new StreamName("data");

    private static final long SCHEMA_WORD = 0x68665f736368656dL;
    private static final long DATA_WORD = 0x68665f5f64617461L;

    private FakeDumpFormat() {}

    /** Is told where the sequences stand, and then the rows of each table, in order. */
    interface DataTaker {
        void sequence(String name, long position);

        void rows(FakeContent.Table table, List<String> rows);
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
                writeSequences(out, content.sequences());
            }
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(sink.open(DATA)))) {
                out.writeLong(DATA_WORD);
                writeTables(out, content.tables().keySet());
                writeSequences(out, content.sequences());
                for (List<String> rows : content.tables().values()) {
                    writeNames(out, rows);
                }
            }
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.PERMANENT, "a fake database cannot be written", e);
        }
    }

    /** Everything but the rows; its tables are there and empty, and its sequences stand where the dumper saw them. */
    static FakeContent readSchema(DumpSource source) {
        try (DataInputStream in = open(source, SCHEMA)) {
            List<FakeContent.Table> tables = readTables(in, SCHEMA_WORD);
            Map<String, String> properties = new TreeMap<>();
            for (int left = readCount(in); left > 0; left--) {
                properties.put(in.readUTF(), in.readUTF());
            }
            Set<String> roles = new TreeSet<>(readNames(in));
            Set<String> extensions = new TreeSet<>(readNames(in));
            Optional<String> onlyName = readNames(in).stream().findFirst();
            FakeContent content = FakeContent.of(readSequences(in), properties, roles, extensions, onlyName);
            for (FakeContent.Table table : tables) {
                content = content.withTable(table, List.of());
            }
            return endOf(in, content);
        } catch (IOException e) {
            throw unreadable(SCHEMA, e);
        }
    }

    static void readData(DumpSource source, DataTaker taker) {
        try (DataInputStream in = open(source, DATA)) {
            List<FakeContent.Table> tables = readTables(in, DATA_WORD);
            readSequences(in).forEach(taker::sequence);
            for (FakeContent.Table table : tables) {
                taker.rows(table, readNames(in));
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
            return entries
                    + readTables(in, DATA_WORD).size()
                    + readSequences(in).size();
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

    private static void writeSequences(DataOutputStream out, Map<String, Long> sequences) throws IOException {
        out.writeInt(sequences.size());
        for (Map.Entry<String, Long> sequence : sequences.entrySet()) {
            out.writeUTF(sequence.getKey());
            out.writeLong(sequence.getValue());
        }
    }

    private static Map<String, Long> readSequences(DataInputStream in) throws IOException {
        Map<String, Long> sequences = new TreeMap<>();
        for (int left = readCount(in); left > 0; left--) {
            sequences.put(in.readUTF(), in.readLong());
        }
        return sequences;
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
