package io.holdfast.repository.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkIdSetTest {

    private static final long SEED = 20261122;

    @Test
    void eachIdIsNewOnce() {
        ChunkIdSet set = new ChunkIdSet();
        List<ChunkId> ids = new ArrayList<>();
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            ids.add(random(random));
        }
        assertThat(ids).allMatch(set::add);
        assertThat(ids).noneMatch(set::add);
        assertThat(random(random)).matches(set::add);
    }

    @Test
    void idsThatDifferInOneBitAreDifferent() {
        ChunkIdSet set = new ChunkIdSet();
        byte[] bytes = random(new Random(SEED)).bytes();
        assertThat(set.add(ChunkId.of(bytes))).isTrue();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] other = bytes.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(set.add(ChunkId.of(other))).as("bit %d", bit).isTrue();
        }
        assertThat(set.add(ChunkId.of(bytes))).isFalse();
    }

    private static ChunkId random(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new ChunkId(HexFormat.of().formatHex(bytes));
    }
}
