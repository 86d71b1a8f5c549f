package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.postgres.dump.PostgresDatabaseDumper.Options;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What we copy differs in nothing from what PostgreSQL's own {@code pg_dump | pg_restore} copies: neither in definitions, nor in
 * rows and their order, nor in anything else that the catalogues know.
 */
class StockComparisonTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final String OWNER = "hostile_user";

    private static ProbeExtension extension;
    private static String source;
    private static DatabaseReading stock;
    private static String owned;

    @BeforeAll
    static void makeDatabases() {
        extension = new ProbeExtension(SERVER);
        source = HostileDatabase.create(SERVER, extension.name());
        stock = DatabaseReading.of(SERVER, stockCopy(source, "postgres", "postgres"))
                .without(HostileDatabase.WRITTEN_BY_ITSELF);
        SERVER.execute("postgres", "CREATE ROLE " + OWNER + " LOGIN CREATEDB");
        owned = HostileDatabase.createOwned(SERVER, OWNER);
    }

    @AfterAll
    static void removeExtension() {
        extension.close();
    }

    @Test
    void theStockCopyIsOneToCompareWith() {
        DatabaseReading original = DatabaseReading.of(SERVER, source).without(HostileDatabase.WRITTEN_BY_ITSELF);
        assertThat(stock.definitions()).isEqualTo(original.definitions());
        assertThat(stock.rows()).isEqualTo(original.rows());
        assertThat(stock.definitions()).hasSizeGreaterThan(20_000);
        assertThat(stock.rows()).hasSizeGreaterThan(20_000);
        assertThat(stock.catalogue()).hasSizeGreaterThan(20_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aSuperuserCopiesAsTheStockProgramsDo(int streams) {
        String target = EmbeddedServer.newName();
        HoldfastCopy.copy(dumper(streams), SERVER.url(source), SERVER.url(target));
        DatabaseReading copy = DatabaseReading.of(SERVER, target);
        assertThat(stock.differences(copy.without(HostileDatabase.WRITTEN_BY_ITSELF)))
                .isEmpty();
        assertThat(SERVER.query(target, "SELECT tag FROM public.evlog"))
                .as("what the database had written itself is not lost")
                .containsAll(SERVER.query(source, "SELECT tag FROM public.evlog"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anOwnerWhoIsNoSuperuserCopiesAsTheStockProgramsDo(int streams) {
        DatabaseReading expected = DatabaseReading.of(SERVER, stockCopy(owned, OWNER, OWNER));
        String target = EmbeddedServer.newName();
        HoldfastCopy.copy(dumper(streams), url(owned), url(target));
        assertThat(expected.differences(DatabaseReading.of(SERVER, target))).isEmpty();
    }

    /** Only a superuser can dump it, and still its owner can restore it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anOwnerRestoresWhatHeMayNotEvenLookAt(int streams) {
        String closed = HostileDatabase.createOwned(SERVER, OWNER);
        SERVER.execute(
                closed,
                "REVOKE USAGE, CREATE ON SCHEMA closed FROM " + OWNER,
                "REVOKE ALL ON TABLE app.guarded FROM " + OWNER,
                "REVOKE ALL ON LARGE OBJECT 710002 FROM " + OWNER,
                "REVOKE ALL ON SEQUENCE app.counted FROM " + OWNER,
                "ALTER TABLE app.guarded FORCE ROW LEVEL SECURITY");
        DatabaseReading expected = DatabaseReading.of(SERVER, stockCopy(closed, "postgres", OWNER));
        String target = EmbeddedServer.newName();
        HoldfastCopy.copy(dumper(streams), SERVER.url(closed), url(target));
        assertThat(expected.differences(DatabaseReading.of(SERVER, target))).isEmpty();
    }

    /** Such as one with subscriptions, which the server does not drop. */
    @Test
    void whatIsGivenUpIsRemovedWhateverIsInIt() {
        MemoryDump dump = new MemoryDump();
        dumper(3).dump(SERVER.url(source), dump.sink());
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(EmbeddedServer.tools());
        RestoreTarget target = RestoreTarget.newDatabase(SERVER.url(EmbeddedServer.newName()));
        restorer.stage(target, dump.source()).close();
        assertThat(SERVER.stagingDatabases()).isEmpty();
    }

    /** Rows that row-level security hides are not left out in silence. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoMayNotSeeAllRowsIsRefused(int streams) {
        String guarded = HostileDatabase.createOwned(SERVER, OWNER);
        SERVER.execute(guarded, "ALTER TABLE app.guarded FORCE ROW LEVEL SECURITY");
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> dumper(streams).dump(url(guarded), new MemoryDump().sink()));
        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
        assertThat(failure.getMessage()).contains("app.guarded");
    }

    private static PostgresDatabaseDumper dumper(int streams) {
        return new PostgresDatabaseDumper(
                EmbeddedServer.tools(), Options.defaults().withStreams(streams));
    }

    private static ConnectionUrl url(String database) {
        return SERVER.url(OWNER, null, database);
    }

    private static String stockCopy(String database, String dumpedBy, String restoredBy) {
        String copy = EmbeddedServer.newName();
        SERVER.execute("postgres", "CREATE DATABASE " + copy + " TEMPLATE template0 OWNER " + restoredBy);
        assertThat(StockCopy.copy(SERVER, database, dumpedBy, SERVER, copy, restoredBy))
                .as("messages of the stock programs")
                .isEmpty();
        return copy;
    }
}
