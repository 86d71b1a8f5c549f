package io.holdfast.testkit.repository;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Bytes to store. */
final class Content {

    /** The length of a block of {@link #compressibleBlock}. */
    static final int BLOCK = 1024 * 1024;

    /** How often the number of a block stands in it: a repository must not find one block's parts in another. */
    private static final int STAMP = 512;

    private Content() {}

    /** Bytes that no compression makes smaller; the same for the same seed. */
    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** What {@link #compressibleBlock} starts from: lines as a dump has them. */
    static byte[] compressibleLines(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder lines = new StringBuilder(BLOCK + STAMP);
        while (lines.length() < BLOCK) {
            lines.append(random.nextInt(1_000_000))
                    .append("\t10.0.")
                    .append(random.nextInt(256))
                    .append(".7\thttps\tsevere\t2026-11-22 02:00:00+00\tthe service answers without a password\n");
        }
        return lines.substring(0, BLOCK).getBytes(StandardCharsets.US_ASCII);
    }

    /** Turns the lines into the block of this number, in place; every 512 bytes of it are unlike those of other blocks. */
    static void compressibleBlock(byte[] lines, long number) {
        ByteBuffer block = ByteBuffer.wrap(lines);
        for (int at = 0; at < lines.length; at += STAMP) {
            block.putLong(at, number);
        }
    }
}
