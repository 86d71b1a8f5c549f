package io.holdfast.core.port;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;

/**
 * Dumps a live database.
 *
 * <p>Every failure is a {@link io.holdfast.core.failure.BackupFailure}. May be used by several threads at once.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>DD-01 What is dumped restores to equal schema and data.
 *   <li>DD-02 An empty database can be dumped.
 *   <li>DD-03 So can one with large objects, quoted and Unicode names, extensions, partitions, generated and identity
 *       columns, materialized views, row-level security and sequences.
 *   <li>DD-04 A dumping program that fails after it has written something makes the dump fail.
 *   <li>DD-05 So does one that fails before its first byte.
 *   <li>DD-06 However much a program writes to its error output, it is not held up; the end of it is in the message.
 *   <li>DD-07 When the sink fails, the programs are ended, and that failure is the one reported.
 *   <li>DD-08 An interrupt ends the programs; the dump fails as CANCELLED.
 *   <li>DD-09 All streams and row counts are of one snapshot, also while others write.
 *   <li>DD-10 No password is in any argument, environment variable, message or log.
 *   <li>DD-11 A wrong password is DENIED, an unknown database NOT_FOUND, a host that does not answer TRANSIENT, each saying
 *       so.
 *   <li>DD-12 A tool that is missing or older than the server is PERMANENT with a hint.
 *   <li>DD-13 A slow sink slows the dump down; memory stays flat.
 *   <li>DD-14 The size can be estimated before the start.
 *   <li>DD-15 Nothing is left behind: no process, no session, no file.
 *   <li>DD-16 A program that writes nothing for longer than the dumper's limit, while nothing holds it up, makes the dump
 *       fail as TRANSIENT.
 *   <li>DD-17 The database is not changed.
 *   <li>DD-18 Names that look like options or connection strings are names.
 *   <li>DD-19 What was redefined between the snapshot and the reading (a table emptied or rewritten, two that changed names)
 *       makes the dump fail as TRANSIENT, so that it can be begun again; never is there a dump without rows or with another
 *       table's.
 * </ul>
 */
public interface DatabaseDumper {

    /** About how many bytes a dump will have, for progress and free space; within a factor of a few. */
    ByteCount estimate(ConnectionUrl database);

    /** Writes the database to the sink and returns only when every program that took part has ended well. */
    DumpFacts dump(ConnectionUrl database, DumpSink sink);
}
