package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.restore.RestoreTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that exist are replaced, swapped back, listed and dropped. */
class ReplacedDatabaseTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final PostgresDatabaseRestorer RESTORER = new PostgresDatabaseRestorer(EmbeddedServer.tools());
    private static final MemoryDump DUMP = new MemoryDump();

    private String target;

    @BeforeAll
    static void dump() {
        String source = SERVER.newDatabase();
        SERVER.execute(source, "CREATE TABLE t AS SELECT 'new' AS v");
        new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(source), DUMP.sink());
    }

    @BeforeEach
    void makeTarget() {
        target = EmbeddedServer.newName();
    }

    @AfterEach
    void dropWhatIsKept() {
        for (KeptDatabase kept : RESTORER.kept(SERVER.url("postgres"))) {
            RESTORER.discard(SERVER.url("postgres"), kept.name());
        }
        SERVER.execute("postgres", "DROP DATABASE IF EXISTS " + SqlText.identifier(target) + " WITH (FORCE)");
        assertThat(SERVER.stagingDatabases()).isEmpty();
    }

    @Test
    void anExistingDatabaseIsReplacedAndKeptAndSwappedBackAsOftenAsOneLikes() {
        createTarget();
        Optional<String> previous = restore();
        assertThat(content(target)).isEqualTo("new");
        KeptDatabase kept = onlyKept();
        assertThat(kept.name()).isEqualTo(previous.orElseThrow()).matches(target + "__before_[0-9]{8}T[0-9]{6}");
        assertThat(kept.state()).isEqualTo(State.PREVIOUS);
        assertThat(kept.target()).isEqualTo(target);
        assertThat(kept.size().bytes()).isGreaterThan(1_000_000);

        KeptDatabase back = RESTORER.undo(SERVER.url(target), Optional.empty());
        assertThat(back.name()).isEqualTo(kept.name());
        assertThat(content(target)).isEqualTo("old");
        assertThat(settings(target)).isEmpty();
        assertThat(onlyKept().target()).isEqualTo(target);

        RESTORER.undo(SERVER.url(target), Optional.empty());
        assertThat(content(target)).isEqualTo("new");
        assertThat(onlyKept().target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-d dbname=postgres host=evil",
                "it's \"quoted\" \\ {\"holdfast\":1}",
                "ein_name_von_dreiundsechzig_bytes_der_sich_nicht_verlaengern_la",
                "größe_größe_größe_größe_größe_größe_größe_größe",
                "表表表表表表表表表表表表表表表表表表表表表"
            })
    void targetsWithAnyName(String name) {
        target = name;
        createTarget();
        String previous = restore().orElseThrow();
        assertThat(content(name)).isEqualTo("new");
        assertThat(previous.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
        assertThat(onlyKept().target()).isEqualTo(name);
        assertThat(RESTORER.undo(SERVER.url(name), Optional.of(previous)).name())
                .isEqualTo(previous);
        assertThat(content(name)).isEqualTo("old");
    }

    @Test
    void severalGenerationsAreKeptAndAnyOfThemComesBack() {
        createTarget();
        List<String> generations = List.of(
                restore().orElseThrow(), restore().orElseThrow(), restore().orElseThrow());
        assertThat(generations).doesNotHaveDuplicates();
        assertThat(RESTORER.kept(SERVER.url(target)))
                .extracting(KeptDatabase::name)
                .containsExactly(generations.get(2), generations.get(1), generations.get(0));
        RESTORER.undo(SERVER.url(target), Optional.of(generations.get(0)));
        assertThat(content(target)).isEqualTo("old");
        assertThat(RESTORER.kept(SERVER.url(target))).hasSize(3);
    }

    @Test
    void onlyWhatARestoreLeftIsDropped() {
        createTarget();
        String previous = restore().orElseThrow();
        for (String name : List.of(target, "postgres", "template1", "no_such_database")) {
            BackupFailure failure =
                    catchThrowableOfType(BackupFailure.class, () -> RESTORER.discard(SERVER.url("postgres"), name));
            assertThat(failure.kind()).as(name).isEqualTo(FailureKind.NOT_FOUND);
        }
        assertThat(RESTORER.discard(SERVER.url("postgres"), previous).name()).isEqualTo(previous);
        assertThat(SERVER.exists(previous)).isFalse();
        assertThat(content(target)).isEqualTo("new");
        BackupFailure failure =
                catchThrowableOfType(BackupFailure.class, () -> RESTORER.undo(SERVER.url(target), Optional.empty()));
        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND);
    }

    private void createTarget() {
        SERVER.execute("postgres", "CREATE DATABASE " + SqlText.identifier(target));
        SERVER.execute(target, "CREATE TABLE t AS SELECT 'old' AS v");
    }

    private Optional<String> restore() {
        try (StagedRestore staged = RESTORER.stage(RestoreTarget.replacing(SERVER.url(target)), DUMP.source())) {
            return staged.promote();
        }
    }

    private static KeptDatabase onlyKept() {
        List<KeptDatabase> kept = RESTORER.kept(SERVER.url("postgres"));
        assertThat(kept).hasSize(1);
        return kept.get(0);
    }

    private static String content(String database) {
        return SERVER.query(database, "SELECT v FROM t").get(0);
    }

    private static List<String> settings(String database) {
        return SERVER.query(
                "postgres",
                "SELECT setconfig::text FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = "
                        + SqlText.literal(database));
    }
}
