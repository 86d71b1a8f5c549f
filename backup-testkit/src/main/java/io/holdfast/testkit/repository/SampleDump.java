package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpSink;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.DumpWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A dump whose every byte is known. */
record SampleDump(NewDump dump, SortedMap<StreamName, byte[]> streams, DumpFacts facts) {

    static final DatabaseName CONFIG = new DatabaseName("config");
    static final DatabaseName RESULTS = new DatabaseName("results");
    static final StreamName ONLY = new StreamName("dump");

    static final DumpFacts FACTS = new DumpFacts(
            "15.19",
            "pg_dump 15.19",
            List.of(new TableRows("public", "hosts", 12), new TableRows("Ünicode \"quoted\"", "no rows", 0)));

    /** The id of the bundle of this number; a higher number is a later bundle. */
    static BundleId bundle(int number) {
        return new BundleId(String.format("20261122-02%02d%02d-000-0000000%d", number / 60, number % 60, number % 10));
    }

    static NewDump newDump(int bundle, DatabaseName database) {
        return new NewDump(bundle(bundle), database, BackupCause.CLI, "before the update · é");
    }

    /** A dump with one stream. */
    static SampleDump of(int bundle, DatabaseName database, byte[] content) {
        return of(bundle, database, Map.of(ONLY, content));
    }

    static SampleDump of(int bundle, DatabaseName database, Map<StreamName, byte[]> streams) {
        return new SampleDump(newDump(bundle, database), new TreeMap<>(streams), FACTS);
    }

    BundleId bundle() {
        return dump.bundle();
    }

    DatabaseName database() {
        return dump.database();
    }

    /** Writes and commits it. */
    DumpSummary storeIn(BundleRepository repository) {
        try (DumpWriter writer = repository.begin(dump)) {
            writeTo(writer);
            return writer.commit(facts);
        }
    }

    /** Writes its streams, one after the other, in the order of their names. */
    void writeTo(DumpSink sink) {
        streams.forEach((name, content) -> {
            try (OutputStream out = sink.open(name)) {
                out.write(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Reads all of it and compares. */
    void assertIn(BundleRepository repository) {
        DumpEntry entry = repository.find(bundle()).dump(database()).orElseThrow();
        assertThat(entry.state()).as(this + ": " + entry.reason()).isEqualTo(DumpState.READABLE);
        try (DumpReader reader = repository.open(bundle(), database())) {
            assertThat(reader.state()).isEqualTo(DumpState.READABLE);
            assertThat(entry.summary()).contains(reader.summary());
            assertIn(reader);
        }
    }

    /** Reads all of it and compares. */
    void assertIn(DumpReader reader) {
        assertThat(reader.facts()).isEqualTo(facts);
        assertThat(reader.summary().dump()).isEqualTo(dump);
        assertInSource(reader);
    }

    /** Reads the streams and compares. */
    void assertInSource(DumpSource source) {
        assertThat(source.streams())
                .containsExactlyElementsOf(streams.entrySet().stream()
                        .map(stream -> new StreamSummary(stream.getKey(), new ByteCount(stream.getValue().length)))
                        .toList());
        streams.forEach((name, content) -> assertStream(source, name, content));
    }

    /** Reads one stream and compares each piece as it comes: what is delivered before a failure has to be right too. */
    static void assertStream(DumpSource source, StreamName name, byte[] expected) {
        try (InputStream in = source.open(name)) {
            byte[] buffer = new byte[60_000];
            int position = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int end = position + count;
                assertThat(end <= expected.length && Arrays.equals(buffer, 0, count, expected, position, end))
                        .as("bytes %,d to %,d of stream %s are those that were written", position, end, name)
                        .isTrue();
                position = end;
            }
            assertThat(position).as("where stream " + name + " ends").isEqualTo(expected.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "the dump of " + database() + " in bundle " + bundle();
    }
}
