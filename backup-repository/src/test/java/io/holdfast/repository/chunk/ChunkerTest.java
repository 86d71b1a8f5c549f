package io.holdfast.repository.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChunkerTest {

    private static final long SEED = 20261122;
    private static final Chunking SMALL = new Chunking(512, 256, 1024, 4096);
    private static final long[] GEAR = Protection.plain().gear();

    @Test
    void joinedChunksAreTheStream() {
        for (int size : new int[] {0, 1, 255, 256, 257, 511, 512, 513, 4607, 4608, 4609, 100_000}) {
            byte[] stream = random(size);
            assertThat(join(cut(SMALL, stream, 777))).isEqualTo(stream);
        }
    }

    @Test
    void cutsDoNotDependOnHowTheStreamWasWritten() {
        byte[] stream = random(300_000);
        List<byte[]> whole = cut(SMALL, stream, stream.length);
        for (int piece : new int[] {1, 13, 256, 1000, 4096, 65_536}) {
            assertThat(lengths(cut(SMALL, stream, piece))).isEqualTo(lengths(whole));
        }
    }

    /** The rule of the format document, followed literally and slowly. */
    @Test
    void cutsAreThoseOfTheDocument() {
        byte[] stream = random(200_000);
        List<Integer> expected = new ArrayList<>();
        expected.add(SMALL.lead());
        for (int start = SMALL.lead(); start < stream.length; ) {
            int left = stream.length - start;
            int length = Math.min(left, SMALL.maximum());
            long h = 0;
            for (int i = SMALL.minimum(); i < Math.min(left, SMALL.maximum()); i++) {
                h = (h << 1) + GEAR[stream[start + i] & 0xff];
                int bits = i < SMALL.average() ? 12 : 8;
                if (h >>> (64 - bits) == 0) {
                    length = i + 1;
                    break;
                }
            }
            expected.add(length);
            start += length;
        }
        assertThat(lengths(cut(SMALL, stream, 5000))).isEqualTo(expected);
    }

    @Test
    void chunksKeepTheirBoundsAndAboutTheirAverage() {
        List<Integer> lengths = lengths(cut(SMALL, random(2_000_000), 65_536));
        List<Integer> inner = lengths.subList(1, lengths.size() - 1);
        assertThat(inner).allMatch(length -> length > SMALL.minimum() && length <= SMALL.maximum());
        assertThat(inner.stream().mapToInt(Integer::intValue).average().orElseThrow())
                .isBetween(0.7 * SMALL.average(), 1.5 * SMALL.average());
    }

    @Test
    void monotonousContentIsCutAtTheMaximum() {
        List<Integer> lengths = lengths(cut(SMALL, new byte[20_000], 100));
        assertThat(lengths.subList(1, lengths.size() - 1)).containsOnly(SMALL.maximum());
    }

    @Test
    void anInsertionChangesOnlyTheChunksBesideIt() {
        byte[] before = random(1_000_000);
        ByteArrayOutputStream after = new ByteArrayOutputStream();
        after.write(before, 0, 300_000);
        after.writeBytes(new byte[] {1, 2, 3});
        after.write(before, 300_000, before.length - 300_000);
        Set<String> known = new HashSet<>();
        cut(SMALL, before, 4096).forEach(chunk -> known.add(Arrays.toString(chunk)));
        long fresh = cut(SMALL, after.toByteArray(), 4096).stream()
                .filter(chunk -> !known.contains(Arrays.toString(chunk)))
                .count();
        assertThat(fresh).isBetween(1L, 10L);
    }

    @Test
    void anotherGearCutsElsewhere() {
        byte[] stream = random(100_000);
        long[] other = new Random(SEED).longs(256).toArray();
        List<byte[]> chunks = new ArrayList<>();
        Chunker chunker = new Chunker(SMALL, other, chunks::add);
        chunker.update(stream, 0, stream.length);
        chunker.finish();
        assertThat(lengths(chunks)).isNotEqualTo(lengths(cut(SMALL, stream, 4096)));
    }

    private static List<byte[]> cut(Chunking chunking, byte[] stream, int piece) {
        List<byte[]> chunks = new ArrayList<>();
        Chunker chunker = new Chunker(chunking, GEAR, chunks::add);
        for (int at = 0; at < stream.length; at += piece) {
            chunker.update(stream, at, Math.min(piece, stream.length - at));
        }
        chunker.finish();
        return chunks;
    }

    private static List<Integer> lengths(List<byte[]> chunks) {
        return chunks.stream().map(chunk -> chunk.length).toList();
    }

    private static byte[] join(List<byte[]> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(SEED + size).nextBytes(bytes);
        return bytes;
    }
}
