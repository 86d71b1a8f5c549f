package io.holdfast.repository;

import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.repository.chunk.ChunkReader;
import io.holdfast.repository.chunk.ChunkWriter;
import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** The rows of each table, as lines of JSON in a stream of their own. */
final class TableLines {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Some 300,000 tables. Few bytes in a store can become a great many lines in memory. */
    private static final long LIMIT = 16 << 20;

    private TableLines() {}

    static StoredStream write(ChunkWriter chunks, List<TableRows> tables) {
        AtomicReference<StoredStream> stored = new AtomicReference<>();
        try (OutputStream lines = chunks.stream(stored::set)) {
            for (TableRows table : tables) {
                lines.write(MAPPER.writeValueAsBytes(table));
                lines.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (stored.get().bytes() > LIMIT) {
            throw BackupFailure.of(
                    FailureKind.PERMANENT,
                    "the database has " + tables.size() + " tables, more than a dump can list (" + LIMIT + " bytes)");
        }
        return stored.get();
    }

    static List<TableRows> read(ChunkReader chunks, StoredStream stored) {
        if (stored.bytes() > LIMIT) {
            throw BackupFailure.of(
                    FailureKind.CORRUPT, "the list of tables has " + stored.bytes() + " bytes, at most " + LIMIT);
        }
        try (InputStream lines = chunks.content(stored);
                MappingIterator<TableRows> tables =
                        MAPPER.readerFor(TableRows.class).readValues(lines)) {
            return tables.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            throw BackupFailure.of(FailureKind.CORRUPT, "the list of tables is damaged", e);
        }
    }
}
