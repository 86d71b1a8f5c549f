package io.holdfast.testkit.cipher;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.port.BundleCipher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The harness of {@link FakeBundleCipher} and of the ciphers that stand on it. */
record FakeCipherHarness(Supplier<BundleCipher> cipher) implements BundleCipherHarness {

    private static final KeyId KEY_ID = new KeyId("eadc259fb4d0e49dfe7dd91387378820");

    @Override
    public BundleCipher open() {
        return cipher.get();
    }

    /** Made once by {@link FakeBundleCipher}, whose wrap and sealed form may not change without a new version. */
    @Override
    public List<CipherVector> vectors() {
        return List.of(new CipherVector(
                KEY_ID,
                hex(
                        "66616b6501eadc259fb4d0e49dfe7dd9138737882000000002c839fa51e54d8090f397698ffb706e297efa6b61dbd53c50a3be5a592dc09e3cf5a7b587c9508e2a31c67219048ca291b12612115e0693fe28a4f6399a371a94d24cd3da57a2707283f3e9f3d076b19aa52513731b17c106c7f6c8bd66809b205f952cf93ef9f480adbb30ccfa3e8544bf6d76da83977025dda64e040e6f5aa31d7d4e3abe176bf63eaa33c8"),
                new Passphrase("Schlüssel für die Attrappe"),
                hex("6d5b358926a5507a9dce95bf4653b858ef3eaee957cbff16a95135c5035372456f1d28fa02ad3e419bc0d3"),
                "chunk".getBytes(StandardCharsets.UTF_8),
                "what was sealed".getBytes(StandardCharsets.UTF_8),
                hex("b61d95728a536fe843019f4985ac01a6f82a1d278b7aecaeef0a43a0092d12fc"),
                "chunker",
                hex("50e2c2be844d948d0816e914165412a100baa336f8b19649e019e40eee4db421")));
    }

    @Override
    public List<HostileWrap> hostileWraps() {
        return IntStream.of(Integer.MAX_VALUE, 100_000_000, 0, -1)
                .mapToObj(FakeCipherHarness::asking)
                .toList();
    }

    private static HostileWrap asking(int rounds) {
        byte[] wrap = new FakeBundleCipher().wrap(new FakeKeyset(KEY_ID, new byte[96]), new Passphrase("x"));
        ByteBuffer.wrap(wrap).putInt(FakeBundleCipher.ROUNDS_AT, rounds);
        return new HostileWrap(rounds + " rounds", KEY_ID, wrap);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
