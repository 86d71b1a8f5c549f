package io.holdfast.repository.chunk;

/**
 * How streams are cut; belongs to a repository and never changes there.
 *
 * @param lead the length of a stream's first chunk in bytes, 0 for none of its own
 * @param minimum the shortest chunk but a stream's last, in bytes
 * @param average about the average, in bytes; a power of two
 * @param maximum the longest chunk, in bytes; at most 8 MiB
 */
public record Chunking(int lead, int minimum, int average, int maximum) {

    /**
     * What new repositories get. Measured on a 1.7 GB dump, averages from 256 KiB to 2 MiB find the same share of unchanged
     * data; a larger one means fewer blobs.
     */
    public static final Chunking STANDARD = new Chunking(1 << 10, 256 << 10, 1 << 20, 4 << 20);

    /** The longest chunk that any repository may have, in bytes. */
    static final int LIMIT = 8 << 20;

    /** Checks the bounds. */
    public Chunking {
        if (minimum < 64
                || minimum >= average
                || average >= maximum
                || maximum > LIMIT
                || lead < 0
                || lead > maximum
                || Integer.bitCount(average) != 1) {
            throw new IllegalArgumentException(
                    "chunking (lead " + lead + ", minimum " + minimum + ", average " + average
                            + ", maximum " + maximum
                            + "): needs 0 <= lead <= maximum, 64 <= minimum < average < maximum <= " + LIMIT
                            + ", and an average that is a power of two");
        }
    }
}
