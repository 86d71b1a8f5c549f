/**
 * Dumps and restores databases with PostgreSQL's own programs: {@link io.holdfast.postgres.dump.PostgresDatabaseDumper} runs
 * one or several pg_dump under one snapshot and counts rows in it, {@link
 * io.holdfast.postgres.dump.PostgresDatabaseRestorer} runs pg_restore into a staging database. The rest of the package is what
 * both need: tools, addresses, sessions, child processes.
 *
 * <p>A dump has one or several uncompressed pg_dump archives in custom format, {@code dump} alone or {@code schema} and {@code
 * data-0}, {@code data-1} …; and two JSON documents: {@code properties}, what belongs to the database as a whole and is therefore
 * not in the archives, and {@code contents}, what the archives have to hold.
 */
package io.holdfast.postgres.dump;
