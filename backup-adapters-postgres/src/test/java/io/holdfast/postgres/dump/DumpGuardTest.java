package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.postgres.dump.DumpContents.Sequence;
import io.holdfast.postgres.dump.DumpContents.Table;
import io.holdfast.postgres.dump.TableOfContents.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dump that is not complete, or holds something twice, is found when it is inspected. */
@Timeout(120)
class DumpGuardTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final PostgresDatabaseRestorer RESTORER = new PostgresDatabaseRestorer(EmbeddedServer.tools());
    private static final String[] APART = {"\"public\".\"a\"", "\"public\".\"b\""};

    private static String source;
    private static SectionedDump several;
    private static MemoryDump sound;
    private static DumpContents contents;

    @BeforeAll
    static void dump() {
        source = SERVER.newDatabase();
        SERVER.execute(
                source,
                "CREATE TABLE a (i serial)",
                "CREATE TABLE b (i int)",
                "CREATE TABLE c (i int)",
                "INSERT INTO b SELECT generate_series(1, 10)",
                "CREATE SEQUENCE s",
                // Listed as "TABLE DATA t …" and "SEQUENCE SET s …", as rows and positions are.
                "CREATE SCHEMA \"DATA\"",
                "CREATE TABLE \"DATA\".t (i int)",
                "CREATE SCHEMA \"SET\"",
                "CREATE SEQUENCE \"SET\".s",
                "CREATE TABLE \"x\n1; 0 2 TABLE DATA y\" (i int)",
                "CREATE TABLE \"\u0085\u2028\" (i serial)",
                "CREATE SEQUENCE \"s postgres\"",
                "CREATE SEQUENCE \"two\nlines\r\"",
                "SELECT lo_from_bytea(0, 'x')");
        several = new SectionedDump(SERVER, source, APART);
        sound = several.dump();
        contents = several.contents(APART);
    }

    @Test
    void aSoundDumpPassesWithAllItsEntries() {
        int entries = RESTORER.inspect(sound.source());
        int head = sound.names().stream()
                .filter(name -> !name.equals(DumpStreams.PROPERTIES) && !name.equals(DumpStreams.CONTENTS))
                .mapToInt(
                        name -> new ArchiveListing(EmbeddedServer.tools(), DumpDocument.PROPERTIES.read(sound.source()))
                                .of(sound.source(), name)
                                .size())
                .sum();
        assertThat(entries).isEqualTo(head).isGreaterThan(40);
    }

    @Test
    void rowsInTwoStreams() {
        MemoryDump dump = sound.with(
                DumpStreams.data(0),
                several.rows(
                        "--exclude-table-data=\"public\".\"a\"",
                        "--exclude-table-data=\"public\".\"B\"",
                        "--exclude-table-data=\"public\".\"a_i_seq\""));
        assertThat(refused(dump)).contains("2 times, in [data-0, data-2]");
    }

    @Test
    void rowsInNoStream() {
        MemoryDump dump = sound.with(
                DumpStreams.data(0),
                several.rows(
                        "--exclude-table-data=\"public\".\"a\"",
                        "--exclude-table-data=\"public\".\"b\"",
                        "--exclude-table-data=\"public\".\"c\"",
                        "--exclude-table-data=\"public\".\"a_i_seq\""));
        assertThat(refused(dump)).contains("OID " + id("c"), "missing", "in the stream data-0");
    }

    @Test
    void rowsInAnotherStreamThanIsSaid() {
        MemoryDump dump = sound.with(DumpStreams.data(1), sound.bytes(DumpStreams.data(2)))
                .with(DumpStreams.data(2), sound.bytes(DumpStreams.data(1)));
        assertThat(refused(dump)).contains("in the stream data-2 instead of data-1", "in the stream data-1 instead");
    }

    @Test
    void aStreamOfRowsInThePlaceOfTheDefinitions() {
        MemoryDump dump = sound.with(DumpStreams.SCHEMA, sound.bytes(DumpStreams.data(2)))
                .with(DumpStreams.data(2), sound.bytes(DumpStreams.SCHEMA));
        assertThat(refused(dump)).contains("the stream schema holds rows", "the stream data-2 holds more than rows");
    }

    @Test
    void aWholeArchiveAmongTheStreams() {
        assertThat(refused(sound.with(DumpStreams.SCHEMA, several.archive()))).contains("the stream schema holds rows");
    }

    @Test
    void positionsOfSequencesTwiceOrNotAtAll() {
        MemoryDump twice = sound.with(
                DumpStreams.data(0),
                several.rows("--exclude-table-data=\"public\".\"a\"", "--exclude-table-data=\"public\".\"b\""));
        assertThat(refused(twice)).contains("public a_i_seq postgres\" stands is in the dump 2 times");
        MemoryDump none = sound.with(
                DumpStreams.data(0),
                several.rows(
                        "--exclude-table-data=\"public\".\"a\"",
                        "--exclude-table-data=\"public\".\"b\"",
                        "--exclude-table-data=\"public\".\"a_i_seq\"",
                        "--exclude-table-data=\"SET\".\"s\""));
        assertThat(refused(none)).contains("where the sequence \"SET s\" stands is missing");
    }

    @Test
    void largeObjectsTwiceOrNotAtAll() {
        MemoryDump twice = sound.with(DumpStreams.data(1), several.rows("--table=\"public\".\"a\"", "--blobs"));
        assertThat(refused(twice)).contains("large objects are in the dump twice");
        byte[] without = several.rows(
                "--no-blobs",
                "--exclude-table-data=\"public\".\"a\"",
                "--exclude-table-data=\"public\".\"b\"",
                "--exclude-table-data=\"public\".\"a_i_seq\"");
        assertThat(refused(sound.with(DumpStreams.data(0), without))).contains("1 large objects, the dump none");
    }

    @Test
    void streamsThatAreMissingOrTooMany() {
        assertThat(refused(without(DumpStreams.data(1)))).contains("the stream data-1 is missing");
        assertThat(refused(without(DumpStreams.data(2)))).contains("OID " + id("b"), "in the stream data-2");
        assertThat(refused(without(DumpStreams.data(0)))).contains("the stream data-0 is missing");
        assertThat(refused(without(DumpStreams.SCHEMA))).contains("neither the stream dump nor the stream schema");
        assertThat(refused(without(DumpStreams.CONTENTS))).contains("contents", "is missing");
        assertThat(refused(sound.with(DumpStreams.WHOLE, several.archive())))
                .contains("dump", "also the stream schema");
        assertThat(refused(sound.with(DumpStreams.data(3), several.rows("--table=\"public\".\"b\""))))
                .contains("the stream data-3 should have the rows of no table");
        assertThat(refused(sound.with(new StreamName("other"), new byte[1])))
                .contains("a stream other, which no dump has");
        assertThat(refused(sound.with(new StreamName("data-x"), sound.bytes(DumpStreams.data(2)))))
                .contains("data-3 is missing");
    }

    @Test
    void aStreamThatIsCutOrNoArchive() {
        for (int stream = 0; stream < 3; stream++) {
            for (int length : new int[] {0, 5, 500}) {
                assertThat(refused(sound.cut(DumpStreams.data(stream), length)))
                        .as("data-%s cut to %s", stream, length)
                        .contains("data-" + stream);
            }
        }
        assertThat(refused(sound.cut(DumpStreams.SCHEMA, 1_000))).contains("schema");
    }

    @Test
    void oneArchiveIsComparedWithItsContentsToo() {
        MemoryDump one = one();
        List<Table> tables = contents.tables().stream()
                .map(table -> new Table(table.id(), "dump"))
                .toList();
        assertThat(RESTORER.inspect(one.source())).isPositive();
        assertThat(RESTORER.inspect(with(one, tables, contents.sequences()).source()))
                .isPositive();
        List<Table> more = new ArrayList<>(tables);
        more.add(new Table(9_999_999, "dump"));
        assertThat(refused(with(one, more, contents.sequences()))).contains("OID 9999999");
        List<Sequence> further = new ArrayList<>(contents.sequences());
        further.add(new Sequence(1, "public", "gone", null, null));
        assertThat(refused(with(one, tables, further))).contains("\"public gone\"");
    }

    @Test
    void rowsOfExtensionsAreThereWithoutBeingNamed() {
        List<Table> fewer = contents.tables().stream()
                .filter(table -> !table.stream().equals("data-0"))
                .toList();
        assertThat(RESTORER.inspect(with(sound, fewer, List.of()).source())).isPositive();
    }

    /** As pg_dump lists them from 17 on. */
    @Test
    void definitionsOfLargeObjectsMayBeAmongTheFirstRows() throws IOException {
        DumpContents none = new DumpContents(DumpContents.FORMAT, List.of(), List.of());
        DatabaseProperties properties = DumpDocument.PROPERTIES.read(sound.source());
        TableOfContents nothing = list(";     TOC Entries: 4");
        TableOfContents objects = list(
                "5; 2613 16400 BLOB METADATA - 16400..16402 me",
                "6; 0 0 ACL - LARGE OBJECTS 16400..16402 me",
                "7; 0 0 COMMENT - LARGE OBJECT 16400 me",
                "8; 0 0 BLOBS - 16400..16402 me");
        DumpGuard.refuseIncomplete(none, properties, Map.of(DumpStreams.SCHEMA, nothing, DumpStreams.data(0), objects));
        TableOfContents view = list("5; 1259 16400 VIEW public v me", "8; 0 0 BLOBS - 16400..16402 me");
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class,
                () -> DumpGuard.refuseIncomplete(
                        none, properties, Map.of(DumpStreams.SCHEMA, nothing, DumpStreams.data(0), view)));
        assertThat(failure).hasMessageContaining("more than rows, such as \"VIEW public v me\"");
    }

    @Test
    void linesOfAList() throws IOException {
        TableOfContents list = list(
                ";",
                ";     TOC Entries: 12",
                ";     TOC Entries: 13",
                "",
                "7; 0 16387 TABLE DATA DATA t me",
                "8; 1259 16388 TABLE DATA t me",
                "9; 0 0 SEQUENCE SET SET s me",
                "10; 1259 3 SEQUENCE SET s me",
                "11; 0 0 BLOBS - BLOBS ",
                "12; 0 0 ACL DATA TABLE t me",
                "2147483647; 826 4294967295 DEFAULT ACL - x me",
                "13; 1259 5 INDEX public i me",
                "14; 1259 5 INDEX ATTACH i me",
                "15; 0 0 INDEX ATTACH public i me",
                "16; 2606 5 CONSTRAINT public t k me",
                "17; 2606 5 FK CONSTRAINT public t k me",
                "18; 2606 5 CHECK CONSTRAINT public t k me");
        assertThat(list.size()).isEqualTo(12);
        assertThat(list.entries())
                .extracting(TableOfContents.Entry::kind)
                .containsExactly(
                        Kind.ROWS,
                        Kind.OTHER,
                        Kind.POSITION,
                        Kind.OTHER,
                        Kind.LARGE_OBJECTS,
                        Kind.PRIVILEGES,
                        Kind.OTHER,
                        Kind.INDEX,
                        Kind.INDEX,
                        Kind.ATTACHMENT,
                        Kind.INDEX,
                        Kind.OTHER,
                        Kind.OTHER);
        assertThat(list.entries().get(0)).isEqualTo(new TableOfContents.Entry(7, 16_387, Kind.ROWS, "DATA t me"));
        for (String line : List.of("x", "7", "7; 0 1", "-7; 0 1 X", "99999999999; 0 1 X")) {
            BackupFailure failure = catchThrowableOfType(BackupFailure.class, () -> list(line));
            assertThat(failure).as(line).isNotNull();
            assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        }
    }

    private static TableOfContents list(String... lines) throws IOException {
        byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        return TableOfContents.read(new ByteArrayInputStream(text), StandardCharsets.UTF_8);
    }

    private static String refused(MemoryDump dump) {
        BackupFailure failure = catchThrowableOfType(BackupFailure.class, () -> RESTORER.inspect(dump.source()));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        return failure.getMessage();
    }

    private static MemoryDump with(MemoryDump dump, List<Table> tables, List<Sequence> sequences) {
        DumpContents other = new DumpContents(DumpContents.FORMAT, tables, sequences);
        return dump.with(DumpStreams.CONTENTS, DumpDocument.CONTENTS.bytes(other));
    }

    private static MemoryDump one() {
        MemoryDump one = sound.with(DumpStreams.WHOLE, several.archive());
        return Stream.of(
                        DumpStreams.SCHEMA,
                        DumpStreams.CONTENTS,
                        DumpStreams.data(0),
                        DumpStreams.data(1),
                        DumpStreams.data(2))
                .reduce(one, MemoryDump::without, (first, second) -> second);
    }

    private static MemoryDump without(StreamName stream) {
        return sound.without(stream);
    }

    private static long id(String table) {
        return Long.parseLong(
                SERVER.query(source, "SELECT '" + table + "'::regclass::oid").get(0));
    }
}
