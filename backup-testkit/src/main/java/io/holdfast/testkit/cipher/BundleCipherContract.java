package io.holdfast.testkit.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.Keyset;
import io.holdfast.testkit.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The rules of {@link BundleCipher} and {@link Keyset} as tests, one a rule. An adapter is held to them by a subclass that
 * says how to make it.
 *
 * <p>Data are random; the seed of a failed test is printed, and the system property {@code holdfast.test.seed} repeats it.
 */
public abstract class BundleCipherContract {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final byte[] LABEL = "chunk 7".getBytes(StandardCharsets.UTF_8);
    private static final Passphrase PASSPHRASE = new Passphrase("Grüße aus dem Tresor 7");
    private static final Duration LONGEST_UNWRAP = Duration.ofSeconds(10);

    private final long seed = Long.getLong("holdfast.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private BundleCipherHarness harness;
    private BundleCipher cipher;

    @RegisterExtension
    final TestWatcher seedOfFailures = new TestWatcher() {
        @Override
        public void testFailed(ExtensionContext test, Throwable cause) {
            System.err.println(test.getDisplayName() + " failed with -Dholdfast.test.seed=" + seed);
        }
    };

    /** A contract without a subclass tests nothing. */
    protected BundleCipherContract() {}

    /** How the adapter is made. Called once before each test. */
    protected abstract BundleCipherHarness harness();

    @BeforeEach
    public final void openTheCipher() {
        harness = harness();
        cipher = harness.open();
    }

    @Test
    @Rule("BC-01")
    public final void whatWasSealedOpensForEveryLength() {
        Keyset keyset = cipher.generate(KeyIds.next());
        for (int length : new int[] {0, 1, 15, 16, 17, 64 * KIB, MIB - 1, MIB, MIB + 1, 8 * MIB}) {
            byte[] content = bytes(length);
            for (byte[] label : List.of(LABEL, new byte[0])) {
                assertThat(Arrays.equals(keyset.open(seal(keyset, content, label), label), content))
                        .as("%d bytes, label of %d bytes", length, label.length)
                        .isTrue();
            }
        }
    }

    @Test
    @Rule("BC-02")
    public final void sealingTwiceGivesDifferentBytes() {
        Keyset keyset = cipher.generate(KeyIds.next());
        for (byte[] content : List.of(bytes(4 * KIB), bytes(1))) {
            Set<String> results = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                results.add(HexFormat.of().formatHex(seal(keyset, content, LABEL)));
            }
            assertThat(results).as("of %d bytes", content.length).hasSize(100);
        }
    }

    @Test
    @Rule("BC-03")
    public final void everyDamageIsCorrupt() {
        Keyset keyset = cipher.generate(KeyIds.next());
        byte[] sealed = seal(keyset, bytes(500), LABEL);
        for (int i = 0; i < sealed.length; i++) {
            byte[] flipped = flip(sealed, i, 1 << random.nextInt(8));
            assertFailure("byte " + i + " flipped", () -> keyset.open(flipped, LABEL), FailureKind.CORRUPT);
            byte[] cut = Arrays.copyOf(sealed, i);
            assertFailure("cut to " + i, () -> keyset.open(cut, LABEL), FailureKind.CORRUPT);
        }
        for (int added : new int[] {1, 15, 16, 28, MIB}) {
            byte[] longer = Arrays.copyOf(sealed, sealed.length + added);
            assertFailure("longer by " + added, () -> keyset.open(longer, LABEL), FailureKind.CORRUPT);
        }
        byte[] headless = Arrays.copyOfRange(sealed, 1, sealed.length);
        assertFailure("without its first byte", () -> keyset.open(headless, LABEL), FailureKind.CORRUPT);

        byte[] large = seal(keyset, bytes(MIB), LABEL);
        for (int i = 0; i < 16; i++) {
            int place = random.nextInt(large.length);
            byte[] flipped = flip(large, place, 0x80);
            assertFailure("byte " + place + " of 1 MiB", () -> keyset.open(flipped, LABEL), FailureKind.CORRUPT);
        }
    }

    @Test
    @Rule("BC-04")
    public final void otherAssociatedDataAreCorrupt() {
        Keyset keyset = cipher.generate(KeyIds.next());
        byte[] content = bytes(100);
        byte[] sealed = seal(keyset, content, LABEL);
        for (byte[] other : List.of(
                new byte[0],
                flip(LABEL, 0, 1),
                flip(LABEL, LABEL.length - 1, 1),
                Arrays.copyOf(LABEL, LABEL.length - 1),
                Arrays.copyOf(LABEL, LABEL.length + 1))) {
            assertFailure("with " + Arrays.toString(other), () -> keyset.open(sealed, other), FailureKind.CORRUPT);
        }
        byte[] unlabelled = seal(keyset, content, new byte[0]);
        assertFailure("sealed without", () -> keyset.open(unlabelled, LABEL), FailureKind.CORRUPT);
        assertThat(keyset.open(sealed, LABEL)).isEqualTo(content);
    }

    @Test
    @Rule("BC-05")
    public final void aWrongPassphraseIsDeniedAndADamagedWrapIsRefused() {
        Keyset keyset = cipher.generate(KeyIds.next());
        byte[] wrap = cipher.wrap(keyset, PASSPHRASE);
        for (String wrong : List.of("x", "grüße aus dem Tresor 7", "Grüße aus dem Tresor 7 ", "Grüße aus dem Tresor")) {
            BackupFailure failure = assertFailure(
                    "passphrase \"" + wrong + "\"",
                    () -> unwrapInTime(keyset.id(), wrap, new Passphrase(wrong)),
                    FailureKind.DENIED);
            assertThat(failure.getMessage()).containsIgnoringCase("passphrase");
        }
        int step = Math.max(1, wrap.length / 60);
        for (int i = 0; i < wrap.length; i += step) {
            assertDamagedWrap("byte " + i + " flipped", keyset.id(), flip(wrap, i, 1));
        }
        assertDamagedWrap("last byte flipped", keyset.id(), flip(wrap, wrap.length - 1, 1));
        for (int length : new int[] {0, 1, wrap.length / 2, wrap.length - 1, wrap.length + 1, 2 * wrap.length}) {
            assertDamagedWrap(length + " of its " + wrap.length + " bytes", keyset.id(), Arrays.copyOf(wrap, length));
        }
        assertThat(cipher.unwrap(keyset.id(), wrap, PASSPHRASE).id()).isEqualTo(keyset.id());
    }

    @Test
    @Rule("BC-06")
    public final void anotherInstanceOpensWhatThisOneSealed() {
        Keyset here = cipher.generate(KeyIds.next());
        byte[] content = bytes(1000);
        byte[] sealed = seal(here, content, LABEL);

        Keyset there = harness.open().unwrap(here.id(), cipher.wrap(here, PASSPHRASE), PASSPHRASE);

        assertThat(there.id()).isEqualTo(here.id());
        assertThat(there.open(sealed, LABEL)).isEqualTo(content);
        assertThat(here.open(seal(there, content, LABEL), LABEL)).isEqualTo(content);
        assertThat(there.identify(content)).isEqualTo(here.identify(content));
        assertThat(there.secret("purpose")).isEqualTo(here.secret("purpose"));
    }

    @Test
    @Rule("BC-07")
    public final void identitiesAndSecretsAreFunctionsOfTheKeyset() {
        Keyset keyset = cipher.generate(KeyIds.next());
        Keyset another = cipher.generate(KeyIds.next());
        List<byte[]> inputs =
                new ArrayList<>(List.of(new byte[0], new byte[1], new byte[] {1}, bytes(64), bytes(3 * MIB)));
        inputs.add(flip(inputs.get(4), 3 * MIB - 1, 1));
        inputs.add(Arrays.copyOf(inputs.get(4), 3 * MIB - 1));
        inputs.add("purpose".getBytes(StandardCharsets.UTF_8));
        Set<String> seen = new HashSet<>();
        for (byte[] input : inputs) {
            byte[] identity = keyset.identify(input);
            assertThat(identity).hasSize(Keyset.IDENTITY_BYTES).isEqualTo(keyset.identify(input.clone()));
            seen.add(HexFormat.of().formatHex(identity));
            seen.add(HexFormat.of().formatHex(another.identify(input)));
        }
        List<String> purposes = List.of("purpose", "purpose2", "Purpose", "p", "p".repeat(1000));
        for (String purpose : purposes) {
            byte[] secret = keyset.secret(purpose);
            assertThat(secret).hasSize(Keyset.IDENTITY_BYTES).isEqualTo(keyset.secret(purpose));
            seen.add(HexFormat.of().formatHex(secret));
            seen.add(HexFormat.of().formatHex(another.secret(purpose)));
        }
        assertThat(seen).as("different values").hasSize(2 * (inputs.size() + purposes.size()));
    }

    @Test
    @Rule("BC-08")
    public final void aKeysetCanBeWrappedUnderANewPassphrase() {
        Keyset keyset = cipher.generate(KeyIds.next());
        byte[] content = bytes(1000);
        byte[] sealed = seal(keyset, content, LABEL);
        byte[] oldWrap = cipher.wrap(keyset, PASSPHRASE);
        Passphrase next = new Passphrase("another one");

        Keyset opened = cipher.unwrap(keyset.id(), oldWrap, PASSPHRASE);
        byte[] newWrap = cipher.wrap(opened, next);

        assertThat(cipher.unwrap(keyset.id(), newWrap, next).open(sealed, LABEL))
                .isEqualTo(content);
        assertFailure(
                "old passphrase, new wrap", () -> cipher.unwrap(keyset.id(), newWrap, PASSPHRASE), FailureKind.DENIED);
        assertFailure("new passphrase, old wrap", () -> cipher.unwrap(keyset.id(), oldWrap, next), FailureKind.DENIED);
        assertThat(cipher.unwrap(keyset.id(), oldWrap, PASSPHRASE).open(sealed, LABEL))
                .isEqualTo(content);
    }

    @Test
    @Rule("BC-09")
    public final void keysetsAreNotTakenForOneAnother() {
        Keyset one = cipher.generate(KeyIds.next());
        Keyset other = cipher.generate(KeyIds.next());
        byte[] sealed = seal(one, bytes(100), LABEL);
        byte[] wrap = cipher.wrap(one, PASSPHRASE);

        assertThat(one.id()).isNotEqualTo(other.id());
        assertFailure("another keyset", () -> other.open(sealed, LABEL), FailureKind.CORRUPT);
        Throwable refusal = catchThrowable(() -> cipher.unwrap(other.id(), wrap, PASSPHRASE));
        assertThat(refusal).as("a wrap under another key id").isInstanceOf(BackupFailure.class);
    }

    @Test
    @Rule("BC-10")
    public final void aWrapThatAsksForTooMuchIsRefusedBeforeAnyIsSpent() {
        List<HostileWrap> wraps = harness.hostileWraps();
        assertThat(wraps).as("hostile wraps of the harness").isNotEmpty();
        for (HostileWrap hostile : wraps) {
            long[] spent = new long[1];
            BackupFailure refusal = assertFailure(
                    hostile.demand(),
                    () -> assertTimeoutPreemptively(LONGEST_UNWRAP, () -> {
                        long before = AllocatedMemory.ofThisThread();
                        try {
                            cipher.unwrap(hostile.keyId(), hostile.wrap(), PASSPHRASE);
                        } finally {
                            spent[0] = AllocatedMemory.ofThisThread() - before;
                        }
                    }),
                    FailureKind.INVALID,
                    FailureKind.CORRUPT);
            assertThat(spent[0])
                    .as("bytes allocated to refuse %s (%s)", hostile.demand(), refusal.getMessage())
                    .isLessThan(4L * MIB);
        }
    }

    @Test
    @Rule("BC-11")
    public final void manyThreadsWorkAtOnce() {
        Keyset keyset = cipher.generate(KeyIds.next());
        List<byte[]> contents =
                IntStream.range(0, 64).mapToObj(i -> bytes(64 * KIB + i)).toList();
        List<byte[]> identities = contents.stream().map(keyset::identify).toList();

        ManyThreads.run(contents.size(), thread -> {
            byte[] content = contents.get(thread);
            for (int round = 0; round < 10; round++) {
                byte[] sealed = seal(keyset, content, LABEL);
                assertThat(Arrays.equals(keyset.open(sealed, LABEL), content))
                        .as("opened by thread %d", thread)
                        .isTrue();
                assertThat(keyset.identify(content)).isEqualTo(identities.get(thread));
            }
        });
    }

    @Test
    @Rule("BC-12")
    public final void whatFormatOneSealedOpensForEver() {
        List<CipherVector> vectors = harness.vectors();
        assertThat(vectors).as("stored examples of the harness").isNotEmpty();
        for (CipherVector vector : vectors) {
            Keyset keyset = cipher.unwrap(vector.keyId(), vector.wrap(), vector.passphrase());
            assertThat(keyset.id()).isEqualTo(vector.keyId());
            assertThat(keyset.open(vector.sealed(), vector.associatedData())).isEqualTo(vector.plaintext());
            assertThat(keyset.identify(vector.plaintext())).isEqualTo(vector.identity());
            assertThat(keyset.secret(vector.purpose())).isEqualTo(vector.secret());
        }
    }

    @Test
    @Rule("BC-13")
    public final void nothingSaysWhatIsSecret() {
        String canary = "canary-Passphrase-" + random.nextInt(1_000_000_000);
        Passphrase right = new Passphrase(canary);
        Passphrase wrong = new Passphrase(canary + "-wrong");
        Keyset keyset = cipher.generate(KeyIds.next());
        KeyId otherId = cipher.generate(KeyIds.next()).id();
        byte[] wrap = cipher.wrap(keyset, right);
        byte[] sealed = seal(keyset, bytes(100), LABEL);
        List<ThrowingCallable> failing = new ArrayList<>(List.of(
                () -> cipher.unwrap(keyset.id(), wrap, wrong),
                () -> cipher.unwrap(otherId, wrap, right),
                () -> cipher.unwrap(keyset.id(), Arrays.copyOf(wrap, wrap.length / 2), right),
                () -> cipher.unwrap(keyset.id(), flip(wrap, wrap.length - 20, 1), right),
                () -> keyset.open(flip(sealed, 20, 1), LABEL),
                () -> keyset.open(sealed, new byte[0]),
                () -> keyset.secret("")));
        harness.hostileWraps().forEach(w -> failing.add(() -> cipher.unwrap(w.keyId(), w.wrap(), right)));

        List<String> texts = new ArrayList<>();
        for (ThrowingCallable call : failing) {
            texts.addAll(SpokenSecrets.textsOf(catchThrowable(call)));
        }
        texts.addAll(List.of(
                cipher.toString(),
                keyset.toString(),
                cipher.unwrap(keyset.id(), wrap, right).toString(),
                right.toString()));

        assertThat(texts)
                .allSatisfy(text -> assertThat(SpokenSecrets.in(text, canary))
                        .as("secrets in \"%s\"", text)
                        .isEmpty());
    }

    @Test
    @Rule("BC-14")
    public final void anyPassphraseWorksAndTheEmptyOneCannotBeMade() {
        String endless = "0123456789".repeat(1000);
        for (List<String> pair : List.of(
                List.of("a", "b"),
                List.of(" ", "  "),
                List.of("trailing ", "trailing"),
                List.of("line\n", "line"),
                List.of("nul\0one", "nul\0two"),
                List.of("ключ 🔑 鍵", "ключ 🔐 鍵"),
                List.of("%s\\\"'${x}", "%s\\\"'${y}"),
                List.of(endless + "a", endless + "b"))) {
            Keyset keyset = cipher.generate(KeyIds.next());
            byte[] wrap = cipher.wrap(keyset, new Passphrase(pair.get(0)));
            assertThat(cipher.unwrap(keyset.id(), wrap, new Passphrase(pair.get(0)))
                            .secret("purpose"))
                    .as("under %s", brief(pair.get(0)))
                    .isEqualTo(keyset.secret("purpose"));
            assertFailure(
                    brief(pair.get(1)) + " for " + brief(pair.get(0)),
                    () -> cipher.unwrap(keyset.id(), wrap, new Passphrase(pair.get(1))),
                    FailureKind.DENIED);
        }
        assertFailure("the empty passphrase", () -> new Passphrase(""), FailureKind.INVALID);
    }

    @Test
    @Rule("BC-15")
    public final void arraysStayTheirOwners() {
        Keyset keyset = cipher.generate(KeyIds.next());
        byte[] content = bytes(1000);
        byte[] original = content.clone();
        byte[] label = LABEL.clone();
        byte[] sealed = keyset.seal(content, label);
        byte[] sealedCopy = sealed.clone();
        byte[] opened = keyset.open(sealed, label);
        byte[] identity = keyset.identify(content);
        byte[] secret = keyset.secret("purpose");
        byte[] wrap = cipher.wrap(keyset, PASSPHRASE);
        byte[] wrapCopy = wrap.clone();
        Keyset unwrapped = cipher.unwrap(keyset.id(), wrap, PASSPHRASE);
        assertThat(content).as("content").isEqualTo(original);
        assertThat(label).as("associated data").isEqualTo(LABEL);
        assertThat(sealed).as("sealed").isEqualTo(sealedCopy);
        assertThat(wrap).as("wrap").isEqualTo(wrapCopy);

        byte[] identityCopy = identity.clone();
        byte[] secretCopy = secret.clone();
        for (byte[] mine : List.of(content, label, sealed, opened, identity, secret, wrap)) {
            Arrays.fill(mine, (byte) 0);
        }
        assertThat(keyset.open(sealedCopy, LABEL)).as("opened again").isEqualTo(original);
        assertThat(keyset.identify(original)).as("identified again").isEqualTo(identityCopy);
        assertThat(keyset.secret("purpose")).as("derived again").isEqualTo(secretCopy);
        assertThat(unwrapped.open(sealedCopy, LABEL))
                .as("opened after the wrap is gone")
                .isEqualTo(original);
        assertThat(cipher.unwrap(keyset.id(), wrapCopy, PASSPHRASE).identify(original))
                .as("unwrapped again")
                .isEqualTo(identityCopy);
    }

    /** Seals copies, so that a cipher that spoils what it is given does so in the one test that is about it. */
    private static byte[] seal(Keyset keyset, byte[] content, byte[] label) {
        return keyset.seal(content.clone(), label.clone());
    }

    private void assertDamagedWrap(String what, KeyId id, byte[] wrap) {
        assertFailure(what, () -> unwrapInTime(id, wrap, PASSPHRASE), FailureKind.DENIED, FailureKind.CORRUPT);
    }

    private Keyset unwrapInTime(KeyId id, byte[] wrap, Passphrase passphrase) {
        return assertTimeoutPreemptively(LONGEST_UNWRAP, () -> cipher.unwrap(id, wrap, passphrase));
    }

    private static BackupFailure assertFailure(String what, ThrowingCallable call, FailureKind... kinds) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as(what).isInstanceOf(BackupFailure.class);
        BackupFailure failure = (BackupFailure) thrown;
        assertThat(failure.kind())
                .as("kind of \"%s\" for %s", failure.getMessage(), what)
                .isIn((Object[]) kinds);
        return failure;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] flip(byte[] bytes, int place, int bits) {
        byte[] flipped = bytes.clone();
        flipped[place] ^= (byte) bits;
        return flipped;
    }

    private static String brief(String passphrase) {
        return passphrase.length() < 30 ? '"' + passphrase + '"' : "one of " + passphrase.length() + " characters";
    }
}
