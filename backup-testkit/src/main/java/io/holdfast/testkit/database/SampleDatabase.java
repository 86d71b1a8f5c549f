package io.holdfast.testkit.database;

import java.util.EnumSet;
import java.util.Set;

/**
 * The databases that the contracts need. A harness makes them in whatever way its server does; the words here say what has
 * to be in them.
 */
public enum SampleDatabase {
    /** Nothing at all. */
    EMPTY,
    /** A few tables with keys between them, all common types, nulls, empty and very long values; at least 256 KiB of rows. */
    ORDINARY,
    /** One table with at least 32 MiB of rows that hardly compress. */
    LARGE,
    /** Two tables between which {@link DatabaseHarness#write} moves rows; at least 256 KiB of rows. */
    MOVING_ROWS,
    /** Large objects with contents, owners, privileges and comments. */
    LARGE_OBJECTS,
    /** Schemas, tables, columns with quotes, spaces, option-like and pattern-like and Unicode names, and of full length. */
    HOSTILE_NAMES,
    /** Extensions, one with a table of its own that is configuration, and objects that use them. */
    EXTENSIONS,
    /** Partitions of every kind, partitions of partitions, a default partition, a detached one. */
    PARTITIONS,
    /** Generated columns, identity columns of both kinds, dropped columns. */
    GENERATED_AND_IDENTITY,
    /** Materialized views: on tables, on each other, with indexes, and one that was never filled. */
    MATERIALIZED_VIEWS,
    /** Row-level security: enabled, forced, with policies. */
    ROW_SECURITY,
    /** Sequences: used, unused, set back, descending, owned by columns. */
    SEQUENCES,
    /** Tables, sequences and functions of more than one owner, with privileges on each for somebody else. */
    OWNED,
    /** An owner, privileges, settings (for all roles and for one), an encoding and a locale that are not the server's own. */
    PROPERTIES,
    /** Can be dumped, but one statement of its restore fails under any other name; see {@link DatabaseHarness#lament}. */
    UNRESTORABLE;

    /** Those that DD-03 speaks of. */
    public static Set<SampleDatabase> demanding() {
        return EnumSet.range(LARGE_OBJECTS, SEQUENCES);
    }
}
