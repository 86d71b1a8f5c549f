package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may swap, list and drop what, and what keeps them from it. */
class KeptDatabasesTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    private final String target = EmbeddedServer.newName();
    private final String owner = "owner_of_" + target;
    private DatabaseProperties source;

    @BeforeEach
    void create() {
        SERVER.execute("postgres", "CREATE ROLE " + owner + " LOGIN CREATEDB");
        SERVER.execute("postgres", "CREATE DATABASE " + target + " OWNER " + owner);
        SERVER.execute(target, "CREATE TABLE t AS SELECT 'old' AS v");
        source = properties(target);
    }

    @AfterEach
    void clear() {
        SERVER.query(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + owner + "'");
        kept().forEach(kept -> keptDatabases("postgres").discard(kept.name()));
        SERVER.query("postgres", "SELECT datname FROM pg_database WHERE datname LIKE '%" + target + "%'")
                .forEach(name -> SERVER.execute(
                        "postgres", "DROP DATABASE IF EXISTS " + SqlText.identifier(name) + " WITH (FORCE)"));
        SERVER.execute("postgres", "DROP OWNED BY " + owner, "DROP ROLE " + owner);
    }

    @Test
    void anOwnerWhoIsNoSuperuserDoesAllOfIt() {
        ConnectionUrl url = SERVER.url(owner, null, target);
        SERVER.execute("postgres", "ALTER DATABASE " + target + " SET application_name TO 'it''s = mine'");
        try (PostgresSession session = Administration.open(PostgresAddress.of(url))) {
            assertThat(new ReplacementCheck(PostgresAddress.of(url), session).problems())
                    .isEmpty();
        }
        String previous = replace(url).orElseThrow();
        assertThat(kept()).extracting(KeptDatabase::name).containsExactly(previous);
        assertThat(setting(target)).isEmpty();
        new KeptDatabases(PostgresAddress.of(url)).undo(Optional.empty());
        assertThat(setting(target)).containsExactly("{\"application_name=it's = mine\"}");
        assertThat(SERVER.query(target, "SELECT v FROM t")).containsExactly("old");
        new KeptDatabases(PostgresAddress.of(url)).discard(kept().get(0).name());
        assertThat(kept()).isEmpty();
    }

    @Test
    void aSuperusersSessionKeepsAnOwnerFromReplacingAndNothingElseHappens() throws SQLException {
        ConnectionUrl url = SERVER.url(owner, null, target);
        try (Connection mine = SERVER.connect(target)) {
            try (PostgresSession session = Administration.open(PostgresAddress.of(url))) {
                assertThat(new ReplacementCheck(PostgresAddress.of(url), session).problems())
                        .extracting(RestoreProblem::message)
                        .singleElement()
                        .asString()
                        .contains("1 session(s) of role \"postgres\"", "may not end");
            }
            BackupFailure failure = catchThrowableOfType(BackupFailure.class, () -> replace(url));
            assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
            assertThat(failure.getMessage()).contains("is as it was", "session(s) of role \"postgres\"");
            assertThat(mine.isValid(1)).isTrue();
        }
        assertThat(kept()).isEmpty();
        assertThat(SERVER.query(target, "SELECT v FROM t")).containsExactly("old");
    }

    @Test
    void aPreparedTransactionKeepsADatabaseFromBeingReplaced() throws SQLException {
        try (Connection connection = SERVER.connect(target);
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("CREATE TABLE u ()");
            statement.execute("PREPARE TRANSACTION 'p " + target + "'");
        }
        ConnectionUrl url = SERVER.url(target);
        try (PostgresSession session = Administration.open(PostgresAddress.of(url))) {
            assertThat(new ReplacementCheck(PostgresAddress.of(url), session).problems())
                    .extracting(RestoreProblem::message)
                    .singleElement()
                    .asString()
                    .contains("\"p " + target + "\"");
        }
        BackupFailure failure = catchThrowableOfType(BackupFailure.class, () -> replace(url));
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.getMessage()).contains("prepared transaction");
        SERVER.execute(target, "ROLLBACK PREPARED 'p " + target + "'");
        replace(url);
        assertThat(kept()).hasSize(1);
    }

    @Test
    void whatIsInTheWayOfReplacingIsFoundBefore() {
        SERVER.execute("postgres", "ALTER DATABASE " + target + " IS_TEMPLATE true");
        SERVER.execute(
                target,
                "CREATE SUBSCRIPTION s_" + target
                        + " CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false)",
                "ALTER SUBSCRIPTION s_" + target + " ENABLE");
        String stranger = "stranger_to_" + target;
        SERVER.execute("postgres", "CREATE ROLE " + stranger + " LOGIN CREATEDB");
        PostgresAddress address = PostgresAddress.of(SERVER.url(stranger, null, target));
        try (PostgresSession session = Administration.open(address)) {
            await().untilAsserted(() -> assertThat(new ReplacementCheck(address, session).problems())
                    .extracting(RestoreProblem::message)
                    .anySatisfy(problem -> assertThat(problem).contains("is a template"))
                    .anySatisfy(problem -> assertThat(problem).contains("belongs to \"" + owner + "\""))
                    .anySatisfy(problem -> assertThat(problem).contains("active subscription \"s_" + target + "\"")));
        }
        SERVER.execute(
                target,
                "ALTER SUBSCRIPTION s_" + target + " DISABLE",
                "ALTER SUBSCRIPTION s_" + target + " SET (slot_name = NONE)");
        SERVER.execute("postgres", "ALTER DATABASE " + target + " IS_TEMPLATE false", "DROP ROLE " + stranger);
        // Disabled, a subscription is in nobody's way: neither when it is set aside nor when it is dropped.
        String previous = replace(SERVER.url(target)).orElseThrow();
        keptDatabases("postgres").discard(previous);
        assertThat(SERVER.exists(previous)).isFalse();
    }

    @Test
    void theMaintenanceDatabaseItselfIsReplacedFromAnother() {
        SERVER.execute("postgres", "CREATE TABLE of_the_original AS SELECT 1 AS i");
        String previous = replace(SERVER.url("postgres")).orElseThrow();
        assertThat(SERVER.query("postgres", "SELECT 1 FROM pg_class WHERE relname = 'of_the_original'"))
                .isEmpty();
        KeptDatabase back = keptDatabases("postgres").undo(Optional.empty());
        assertThat(back.name()).isEqualTo(previous);
        assertThat(SERVER.query("postgres", "SELECT i FROM of_the_original")).containsExactly("1");
        SERVER.execute("postgres", "DROP TABLE of_the_original");
    }

    @Test
    void twoRestoresIntoTheSameDatabaseAtOnceLoseNothing() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Optional<String>>> work =
                    List.of(() -> replace(SERVER.url(target)), () -> replace(SERVER.url(target)));
            List<String> previous = new ArrayList<>();
            for (Future<Optional<String>> result : threads.invokeAll(work)) {
                previous.add(result.get().orElseThrow());
            }
            assertThat(kept()).extracting(KeptDatabase::name).containsExactlyInAnyOrderElementsOf(previous);
        } finally {
            threads.shutdown();
        }
        KeptDatabase oldest = kept().get(1);
        keptDatabases(target).undo(Optional.of(oldest.name()));
        assertThat(SERVER.query(target, "SELECT v FROM t")).containsExactly("old");
    }

    @Test
    void aTargetThatIsGoneIsBroughtBackAndNothingIsKept() {
        replace(SERVER.url(target));
        SERVER.execute("postgres", "DROP DATABASE " + target);
        new KeptDatabases(PostgresAddress.of(SERVER.url(owner, null, target))).undo(Optional.empty());
        assertThat(SERVER.query(target, "SELECT v FROM t")).containsExactly("old");
        assertThat(kept()).isEmpty();
    }

    @Test
    void whereTheTargetIsGoneNothingIsTakenForItUnaskedThatIsAStrangers() {
        replace(SERVER.url(target));
        String genuine = kept().get(0).name();
        String forger = "forger_" + target;
        String forged = forge(forger);
        SERVER.execute("postgres", "DROP DATABASE " + target);
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> keptDatabases(target).undo(Optional.empty()));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(failure.getMessage()).contains(forged, genuine);
        assertThat(SERVER.exists(target)).isFalse();
        assertThat(new KeptDatabases(PostgresAddress.of(SERVER.url(owner, null, target)))
                        .undo(Optional.empty())
                        .name())
                .isEqualTo(genuine);
        keptDatabases("postgres").discard(forged);
        SERVER.execute("postgres", "DROP ROLE " + forger);
    }

    @Test
    void whatBelongsToASuperuserIsTakenForThePreviousOneWhosesoeverTheTargetIs() {
        SERVER.execute("postgres", "ALTER DATABASE " + target + " OWNER TO postgres");
        String previous = replace(SERVER.url(target)).orElseThrow();
        SERVER.execute("postgres", "DROP DATABASE " + target);
        assertThat(keptDatabases(target).undo(Optional.empty()).name()).isEqualTo(previous);
    }

    @Test
    void aDatabaseThatNobodyCouldConnectToComesBackAsItWas() {
        SERVER.execute("postgres", "ALTER DATABASE " + target + " ALLOW_CONNECTIONS false");
        replace(SERVER.url(target));
        assertThat(isOpen(target)).isTrue();
        keptDatabases(target).undo(Optional.empty());
        assertThat(isOpen(target)).isFalse();
        keptDatabases(target).undo(Optional.empty());
        assertThat(isOpen(target)).isTrue();
    }

    @Test
    void aKeptDatabaseThatIsInUseIsNotDropped() throws SQLException {
        String previous = replace(SERVER.url(target)).orElseThrow();
        SERVER.execute("postgres", "ALTER DATABASE " + SqlText.identifier(previous) + " ALLOW_CONNECTIONS true");
        try (Connection reader = SERVER.connect(previous)) {
            BackupFailure failure = catchThrowableOfType(
                    BackupFailure.class, () -> keptDatabases("postgres").discard(previous));
            assertThat(failure).isNotNull();
            assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
            assertThat(failure.getMessage()).contains("in use", previous);
            assertThat(failure.hint()).isPresent();
            PostgresAddress ofOwner = PostgresAddress.of(SERVER.url(owner, null, "postgres"));
            assertThat(catchThrowableOfType(BackupFailure.class, () -> new KeptDatabases(ofOwner).discard(previous))
                            .kind())
                    .as("where the server does not tell what session it is")
                    .isEqualTo(FailureKind.INVALID);
            assertThat(reader.isValid(1)).isTrue();
        }
        await().untilAsserted(() -> assertThat(
                        SERVER.query("postgres", "SELECT 1 FROM pg_stat_activity WHERE datname = '" + previous + "'"))
                .isEmpty());
        keptDatabases("postgres").discard(previous);
        assertThat(kept()).isEmpty();
    }

    @Test
    void aTargetWithAnActiveSubscriptionIsNotSetAside() {
        String previous = replace(SERVER.url(target)).orElseThrow();
        subscribe(target);
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> keptDatabases(target).undo(Optional.empty()));
        unsubscribe(target);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.getMessage()).contains("active subscription \"s_" + target + "\"");
        assertThat(kept()).extracting(KeptDatabase::name).containsExactly(previous);
        assertThat(keptDatabases(target).undo(Optional.empty()).name()).isEqualTo(previous);
    }

    @Test
    void aKeptDatabaseWithAnActiveSubscriptionIsNotDroppedAndSaysWhy() {
        String previous = replace(SERVER.url(target)).orElseThrow();
        String alter = "ALTER DATABASE " + SqlText.identifier(previous) + " ALLOW_CONNECTIONS ";
        SERVER.execute("postgres", alter + "true");
        subscribe(previous);
        SERVER.execute("postgres", alter + "false");
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> keptDatabases("postgres").discard(previous));
        SERVER.execute("postgres", alter + "true");
        unsubscribe(previous);
        SERVER.execute("postgres", alter + "false");
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failure.getMessage()).contains("active subscription \"s_" + target + "\"");
        assertThat(failure.hint().orElseThrow()).contains("DISABLE");
        keptDatabases("postgres").discard(previous);
        assertThat(kept()).isEmpty();
    }

    @Test
    void aDatabaseThatSomebodyMarkedIsNotTakenForThePreviousOne() {
        replace(SERVER.url(target));
        String genuine = kept().get(0).name();
        String forger = "forger_" + target;
        String forged = forge(forger);
        assertThat(kept()).extracting(KeptDatabase::name).containsExactly(forged, genuine);
        assertThat(keptDatabases(target).undo(Optional.empty()).name()).isEqualTo(genuine);
        keptDatabases("postgres").discard(forged);
        SERVER.execute("postgres", "DROP ROLE " + forger);
    }

    @Test
    void aKeptDatabaseThatWasRenamedIsNobodysToDrop() {
        String previous = replace(SERVER.url(target)).orElseThrow();
        SERVER.execute("postgres", "ALTER DATABASE " + SqlText.identifier(previous) + " RENAME TO mine_" + target);
        assertThat(kept()).isEmpty();
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> keptDatabases("postgres").discard("mine_" + target));
        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND);
    }

    @Test
    void aDatabaseThatIsRenamedBeforeItIsDroppedIsNotSaidToBeGone() {
        String mine = "mine_" + target;
        try (PostgresSession session = Administration.open(PostgresAddress.of(SERVER.url(target)))) {
            long id = Administration.id(session, target).orElseThrow();
            SERVER.execute("postgres", "ALTER DATABASE " + target + " RENAME TO " + mine);
            BackupFailure failure =
                    catchThrowableOfType(BackupFailure.class, () -> DatabaseRemoval.drop(session, id, target));
            assertThat(failure).isNotNull();
            assertThat(failure.getMessage()).contains("renamed to \"" + mine + "\"");
            SERVER.execute("postgres", "CREATE DATABASE " + target);
            assertThat(catchThrowableOfType(BackupFailure.class, () -> DatabaseRemoval.drop(session, id, target)))
                    .isNotNull();
            DatabaseRemoval.drop(session, id, mine);
            DatabaseRemoval.drop(session, id, mine);
        }
        assertThat(SERVER.exists(mine)).isFalse();
        assertThat(SERVER.exists(target)).isTrue();
    }

    @Test
    void theMarkOfAKeptDatabaseIsNotRestoredWithItsDump() {
        String previous = replace(SERVER.url(target)).orElseThrow();
        SERVER.execute("postgres", "ALTER DATABASE " + SqlText.identifier(previous) + " ALLOW_CONNECTIONS true");
        DatabaseProperties properties = properties(previous);
        assertThat(properties.settings()).isNotEmpty();
        String copy = "copy_of_" + target;
        StagingDatabase staging = StagingDatabase.create(RestoreTarget.newDatabase(SERVER.url(copy)), properties);
        staging.promote();
        assertThat(kept()).extracting(KeptDatabase::name).containsExactly(previous);
        assertThat(SERVER.exists(copy)).isTrue();
        assertThat(setting(copy)).isEmpty();
    }

    @Test
    void theSizeOfADatabaseThatOneMayNotKnowIsZero() {
        String previous = replace(SERVER.url(target)).orElseThrow();
        SERVER.execute("postgres", "REVOKE CONNECT ON DATABASE " + SqlText.identifier(previous) + " FROM PUBLIC");
        String stranger = "stranger_to_" + target;
        SERVER.execute("postgres", "CREATE ROLE " + stranger + " LOGIN");
        assertThat(new KeptDatabases(PostgresAddress.of(SERVER.url(stranger, null, "postgres"))).list())
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept.name()).isEqualTo(previous);
                    assertThat(kept.size().bytes()).isZero();
                });
        SERVER.execute("postgres", "DROP ROLE " + stranger);
    }

    @Test
    void stagingDatabasesWithSubscriptionsAreRemovedToo() {
        StagingDatabase staging = StagingDatabase.create(RestoreTarget.replacing(SERVER.url(target)), source);
        SERVER.execute(
                staging.address().database(),
                "CREATE SUBSCRIPTION s CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false)");
        staging.close();
        assertThat(SERVER.stagingDatabases()).isEmpty();
    }

    @Test
    void theDoctorSeesAllOfIt() {
        String previous = replace(SERVER.url(target)).orElseThrow();
        StagingDatabase staging = StagingDatabase.create(RestoreTarget.replacing(SERVER.url(target)), source);
        String poor = "poor_" + target;
        SERVER.execute("postgres", "CREATE ROLE " + poor + " LOGIN");
        DatabaseCondition condition = new PostgresDoctor().examine(SERVER.url(poor, null, target));
        assertThat(condition.kept())
                .extracting(KeptDatabase::name, KeptDatabase::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(previous, State.PREVIOUS),
                        org.assertj.core.groups.Tuple.tuple(staging.address().database(), State.RUNNING));
        assertThat(condition.leftovers()).isEmpty();
        assertThat(condition.unreplaceable())
                .extracting(RestoreProblem::message)
                .anySatisfy(problem -> assertThat(problem).contains("may not create databases"))
                .anySatisfy(problem -> assertThat(problem).contains("belongs to"));
        assertThat(condition.warnings())
                .anySatisfy(warning -> assertThat(warning).contains("fsync is off"));
        staging.close();
        SERVER.execute("postgres", "DROP ROLE " + poor);
        assertThat(new PostgresDoctor().examine(SERVER.url(target)).unreplaceable())
                .isEmpty();
    }

    /** Has somebody mark a database of his own as the newest previous one of the target. */
    private String forge(String forger) {
        String forged = "forged_" + target;
        SERVER.execute(
                "postgres",
                "CREATE ROLE " + forger + " LOGIN CREATEDB",
                "CREATE DATABASE " + forged + " OWNER " + forger);
        Databases.execute(
                SERVER.url(forger, null, "postgres"),
                "ALTER DATABASE " + forged + " SET application_name TO '{\"holdfast\":1,\"name\":\"" + forged
                        + "\",\"target\":\"" + target + "\",\"since\":\"2999-01-01T00:00:00Z\"}'");
        return forged;
    }

    private void subscribe(String database) {
        SERVER.execute(
                database,
                "CREATE SUBSCRIPTION s_" + target
                        + " CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false)",
                "ALTER SUBSCRIPTION s_" + target + " ENABLE");
    }

    private void unsubscribe(String database) {
        SERVER.execute(
                database,
                "ALTER SUBSCRIPTION s_" + target + " DISABLE",
                "ALTER SUBSCRIPTION s_" + target + " SET (slot_name = NONE)",
                "DROP SUBSCRIPTION s_" + target);
    }

    private static boolean isOpen(String database) {
        return SERVER.query("postgres", "SELECT datallowconn FROM pg_database WHERE datname = '" + database + "'")
                .equals(List.of("t"));
    }

    private Optional<String> replace(ConnectionUrl url) {
        StagingDatabase staging =
                StagingDatabase.create(new RestoreTarget(url, Set.of(RestoreOption.REPLACE_EXISTING)), source);
        try {
            return staging.promote();
        } finally {
            staging.close();
        }
    }

    private static DatabaseProperties properties(String database) {
        try (PostgresSession session = Administration.inside(PostgresAddress.of(SERVER.url(database)))) {
            return new PropertiesQuery(session).read();
        }
    }

    private static List<String> setting(String database) {
        return SERVER.query(
                "postgres",
                "SELECT setconfig::text FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = '"
                        + database + "'");
    }

    private static KeptDatabases keptDatabases(String database) {
        return new KeptDatabases(PostgresAddress.of(SERVER.url(database)));
    }

    private static List<KeptDatabase> kept() {
        return keptDatabases("template1").list();
    }
}
