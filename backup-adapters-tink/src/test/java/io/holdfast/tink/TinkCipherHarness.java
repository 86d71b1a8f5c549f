package io.holdfast.tink;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.testkit.cipher.BundleCipherHarness;
import io.holdfast.testkit.cipher.CipherVector;
import io.holdfast.testkit.cipher.HostileWrap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Tink with the cheapest derivation that is allowed. */
final class TinkCipherHarness implements BundleCipherHarness {

    @Override
    public BundleCipher open() {
        return new TinkBundleCipher(KeyDerivation.CHEAPEST);
    }

    @Override
    public List<CipherVector> vectors() {
        return StoredVector.all();
    }

    @Override
    public List<HostileWrap> hostileWraps() {
        CipherVector vector = StoredVector.read("cheapest");
        return Stream.of(
                        "memoryKib\":262145",
                        "memoryKib\":2147483647",
                        "memoryKib\":4294975488",
                        "memoryKib\":99999999999999999999999",
                        "iterations\":11",
                        "iterations\":2147483647",
                        "parallelism\":17",
                        "parallelism\":16777215",
                        "memoryKib\":0",
                        "iterations\":0",
                        "parallelism\":0",
                        "memoryKib\":-1",
                        "memoryKib\":1e5")
                .map(demand -> asking(vector.keyId(), vector.wrap(), demand))
                .toList();
    }

    private static HostileWrap asking(KeyId id, byte[] wrap, String demand) {
        String name = demand.substring(0, demand.indexOf(':') + 1);
        String changed = new String(wrap, StandardCharsets.UTF_8).replaceFirst(name + "\\d+", demand);
        return new HostileWrap(demand, id, changed.getBytes(StandardCharsets.UTF_8));
    }
}
