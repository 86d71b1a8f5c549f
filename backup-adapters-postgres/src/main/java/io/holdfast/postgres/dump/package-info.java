/**
 * Dumps and restores databases with PostgreSQL's own programs: {@link io.holdfast.postgres.dump.PostgresDatabaseDumper} runs
 * pg_dump under a snapshot and counts rows in it, {@link io.holdfast.postgres.dump.PostgresDatabaseRestorer} runs pg_restore
 * into a staging database. The rest of the package is what both need: tools, addresses, sessions, child processes.
 *
 * <p>A dump has two streams: {@code dump}, an uncompressed pg_dump archive in custom format, and {@code properties}, a JSON
 * document of what belongs to the database as a whole and is therefore not in the archive.
 */
package io.holdfast.postgres.dump;
