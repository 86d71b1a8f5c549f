package io.holdfast.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpWriter;
import io.holdfast.repository.chunk.Chunking;
import io.holdfast.testkit.blob.FaultyBlobStore;
import io.holdfast.testkit.blob.InMemoryBlobStore;
import io.holdfast.testkit.blob.StoreOperation;
import io.holdfast.testkit.cipher.FakeBundleCipher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is in a store that no writer of this format has put there, or that somebody has taken out of it. */
@Timeout(60)
class HostileStoreTest {

    private static final BlobName PLANTED = new BlobName("bundles/99991231-235959-999-zzzzzzzz/config");
    private static final DatabaseName CONFIG = new DatabaseName("config");
    private static final StreamName DUMP = new StreamName("dump");
    private static final DumpFacts FACTS =
            new DumpFacts("15.18", "15.18", List.of(new TableRows("public", "users", 3)));
    private static final RepositoryOptions PLAIN =
            RepositoryOptions.writing().chunking(new Chunking(64, 1024, 4096, 16384));
    private static final RepositoryOptions ENCRYPTED = PLAIN.passphrase(new Passphrase("open sesame"));

    private final InMemoryBlobStore store = InMemoryBlobStore.create();
    private final BundleCipher cipher = new FakeBundleCipher();
    private final AtomicInteger bundles = new AtomicInteger();
    private final byte[] content = content();

    @Test
    void whatOnlyLooksLikeAChunkHindersNoBackup() {
        open(store, PLAIN).close();
        for (int shard = 0; shard < 256; shard++) {
            store.put(new BlobName(String.format("chunks/%02x/", shard) + "g".repeat(64)), new byte[1]);
        }
        assertReadable(backUp(PLAIN));
    }

    @Test
    void aChunkThatWasPutAsideIsStoredAgain() {
        backUp(PLAIN);
        for (BlobName name : names("chunks/")) {
            int slash = name.value().lastIndexOf('/');
            store.put(
                    new BlobName(name.value().substring(0, slash) + "/aside"
                            + name.value().substring(slash)),
                    store.get(name));
            store.delete(List.of(name));
        }
        assertReadable(backUp(PLAIN));
    }

    @Test
    void keysOfSomethingElseMakeAStoreNoRepositoryAndStay() {
        for (String name : List.of("keys/server.pem", "keys/0123456789abcdef0123456789abcdef/notes.txt")) {
            BlobName foreign = new BlobName(name);
            store.put(foreign, new byte[1]);
            assertFailsAs(FailureKind.INVALID, () -> open(store, ENCRYPTED), name);
            assertThat(names("")).containsExactly(foreign);
            store.delete(List.of(foreign));
        }
    }

    @Test
    void keysThatAnotherMakesMeanwhileAreNotTakenForAbandoned() {
        BlobName key = new BlobName("keys/0123456789abcdef0123456789abcdef/00000001");
        FaultyBlobStore suspended = new FaultyBlobStore(store).before(StoreOperation.LIST, String::isEmpty, () -> {
            store.delete(names("locks/"));
            store.put(key, new byte[1]);
        });
        assertFailsAs(FailureKind.TRANSIENT, () -> open(suspended, ENCRYPTED), "lock");
        assertThat(names("")).containsExactly(key);
    }

    @Test
    void whereTheKeysAreGoneNothingIsWrittenPlain() {
        backUp(ENCRYPTED);
        store.delete(names("keys/"));
        assertFailsAs(FailureKind.DENIED, () -> open(store, PLAIN), "key");
        assertFailsAs(FailureKind.DENIED, () -> open(store, ENCRYPTED), "no key is left");
    }

    @Test
    void aKeyThatSomebodyElsePutThereHindersNoRestore() {
        BundleId bundle = backUp(ENCRYPTED);
        store.put(new BlobName("keys/" + "f".repeat(32) + "/00000001"), new byte[] {1, 2, 3});
        assertReadable(bundle);
        assertThatThrownBy(() -> open(store, ENCRYPTED))
                .as("nothing is written under another key than the newest")
                .isInstanceOf(BackupFailure.class);
    }

    @Test
    void sizesThatNoSumCanHoldAreDamage() {
        backUp(PLAIN);
        String id = open(store, PLAIN).id().value();
        plantManifest(
                id,
                "\"streams\":[{\"name\":\"a\",\"bytes\":9223372036854775807,\"chunks\":0,\"list\":[]},"
                        + "{\"name\":\"b\",\"bytes\":9223372036854775807,\"chunks\":0,\"list\":[]}],"
                        + "\"tables\":{\"count\":0,\"rows\":0,\"bytes\":0,\"chunks\":0,\"list\":[]}");
        assertThat(newest().state()).isEqualTo(DumpState.DAMAGED);
    }

    @Test
    void negativeCountsAreDamage() {
        backUp(PLAIN);
        String id = open(store, PLAIN).id().value();
        plantManifest(id, "\"streams\":[],\"tables\":{\"count\":-1,\"rows\":-5,\"bytes\":0,\"chunks\":0,\"list\":[]}");
        assertThat(newest().state()).isEqualTo(DumpState.DAMAGED);
    }

    @Test
    void aManifestThatIsMuchLongerThanAnyIsDamagedAndNotParsed() {
        backUp(PLAIN);
        String id = open(store, PLAIN).id().value();
        plantManifest(
                id,
                "\"streams\":[],\"tables\":{\"count\":0,\"rows\":0,\"bytes\":0,\"chunks\":0,\"list\":[]}," + "\"x\":["
                        + "[],".repeat(400_000) + "[]]");
        assertThat(newest().state()).isEqualTo(DumpState.DAMAGED);
    }

    @Test
    void aManifestThatNobodyWouldReadIsNotWritten() {
        BlobBundleRepository repository = open(store, PLAIN);
        BundleId id = BundleId.create(Instant.parse("2026-11-22T02:00:00Z"), new Random());
        try (DumpWriter writer = repository.begin(new NewDump(id, CONFIG, BackupCause.CLI, ""))) {
            open(writer, DUMP);
            DumpFacts wordy = new DumpFacts("v".repeat(1 << 20), "15.18", List.of());
            assertFailsAs(FailureKind.PERMANENT, () -> writer.commit(wordy), "manifest");
        }
        assertThat(repository.list()).isEmpty();
    }

    @Test
    void aManifestThatCannotBeReadDoesNotHideTheOthers() {
        BundleId good = backUp(PLAIN);
        store.plant(PLANTED, new byte[BlobStore.MAX_BLOB_BYTES + 1]);
        assertThat(newest().state()).isEqualTo(DumpState.DAMAGED);
        assertReadable(good);
    }

    private void plantManifest(String repository, String rest) {
        String json = "{\"format\":1,\"repository\":\"" + repository
                + "\",\"bundle\":\"99991231-235959-999-zzzzzzzz\",\"database\":\"config\",\"cause\":\"cli\",\"note\":\"\","
                + "\"finishedAt\":\"2026-11-22T02:00:00Z\",\"serverVersion\":\"15\",\"toolVersion\":\"15\","
                + "\"keyset\":null,\"storedBytes\":0," + rest + "}";
        store.put(PLANTED, (json + "\n" + sha256(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private DumpEntry newest() {
        List<Bundle> listed = open(store, RepositoryOptions.reading()).list();
        return listed.get(0).dumps().get(0);
    }

    private BundleId backUp(RepositoryOptions options) {
        BundleId id = BundleId.create(
                Instant.parse("2026-11-22T02:00:00Z").plusSeconds(bundles.incrementAndGet()), new Random());
        try (DumpWriter writer = open(store, options).begin(new NewDump(id, CONFIG, BackupCause.CLI, ""))) {
            try (OutputStream stream = writer.open(DUMP)) {
                stream.write(content);
            }
            writer.commit(FACTS);
            return id;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertReadable(BundleId bundle) {
        RepositoryOptions reading = names("keys/").isEmpty()
                ? RepositoryOptions.reading()
                : RepositoryOptions.reading().passphrase(new Passphrase("open sesame"));
        try (DumpReader reader = open(store, reading).open(bundle, CONFIG)) {
            assertThat(reader.facts()).isEqualTo(FACTS);
            assertThat(reader.open(DUMP).readAllBytes()).isEqualTo(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private BlobBundleRepository open(BlobStore on, RepositoryOptions options) {
        return BlobBundleRepository.open(on, cipher, options);
    }

    private List<BlobName> names(String prefix) {
        List<BlobName> names = new ArrayList<>();
        store.list(new BlobPrefix(prefix), blob -> names.add(blob.name()));
        return names;
    }

    private static void assertFailsAs(FailureKind kind, Runnable action, String says) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind))
                .hasMessageContaining(says);
    }

    private static void open(DumpWriter writer, StreamName name) {
        try {
            writer.open(name).close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] content() {
        byte[] bytes = new byte[100_000];
        new Random(20261122).nextBytes(bytes);
        return bytes;
    }
}
