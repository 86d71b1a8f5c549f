package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pg_restore that says it is of version 17, and says of a server 15 what one of version 17 says. */
@Timeout(120)
class NewerRestoreProgramTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    static final String SAID = """
            cat >&2 <<'SAID'
            pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "transaction_timeout"
            Command was: SET transaction_timeout = 0;
            pg_restore: warning: errors ignored on restore: %d
            SAID
            exit 1
            """;

    @TempDir
    private Path folder;

    @Test
    void theSettingThatTheServerDoesNotKnowIsNoFailure() {
        assertThat(restoredRows(1)).isEqualTo(3);
    }

    @Test
    void anyOtherFailureBesideItIsOne() {
        assertThatThrownBy(() -> restoredRows(2))
                .isInstanceOf(BackupFailure.class)
                .hasMessageContaining("errors ignored on restore: 2");
    }

    @Test
    void aServerThatKnowsItGetsTheStrictProgram() {
        PostgresTools newer = FakeTools.of(folder, "17.2", "exit 1", "exit 1");
        assertThat(new NewerRestoreProgram(newer, 17).arguments(List.of())).containsExactly("--exit-on-error");
        assertThat(new NewerRestoreProgram(newer, 16).arguments(List.of())).isEmpty();
        assertThat(new NewerRestoreProgram(EmbeddedServer.tools(), 15).arguments(List.of()))
                .containsExactly("--exit-on-error");
    }

    private long restoredRows(int failures) {
        String database = SERVER.newDatabase();
        SERVER.execute(database, "CREATE TABLE t AS SELECT generate_series(1, 3) AS n");
        MemoryDump dump = new MemoryDump();
        DumpFacts facts = new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(database), dump.sink());
        PostgresTools newer = FakeTools.of(
                folder, "17.2", "exit 1", FakeTools.REAL + "/pg_restore \"$@\"\n" + SAID.formatted(failures));
        try (StagedRestore staged = new PostgresDatabaseRestorer(newer)
                .stage(RestoreTarget.newDatabase(SERVER.url(database + "_back")), dump.source())) {
            return staged.count(facts.tables()).get(0).rows();
        }
    }
}
