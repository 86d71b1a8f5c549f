package io.holdfast.core.port;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.restore.RestoreProblem;
import java.util.List;

/**
 * Brings a dump back into a database server.
 *
 * <p>Every failure is a {@link io.holdfast.core.failure.BackupFailure}. May be used by several threads at once.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>DR-01 A dump can be restored into a database that does not exist yet.
 *   <li>DR-03 A truncated or damaged source leaves no target and no staging database.
 *   <li>DR-04 A statement that fails makes the restore fail, and its message is in the failure.
 *   <li>DR-05 An interrupt ends the programs; the restore fails as CANCELLED, and nothing is left.
 *   <li>DR-06 What would make the restore fail (the target exists, a role or extension is missing, the server is older, the
 *       privilege to create databases is missing) is found by {@code check}, all at once, before anything is changed.
 *   <li>DR-07 Owner, privileges, settings, encoding and locale of the database come back.
 *   <li>DR-08 The rows that were restored are counted, table by table.
 *   <li>DR-11 After a failure the same restore can be repeated.
 *   <li>DR-12 Names that look like options or connection strings are names.
 *   <li>DR-13 The target does not exist under its name before it is promoted.
 *   <li>DR-14 {@code inspect} refuses a stream that is no dump or is cut before the end of its table of contents.
 * </ul>
 */
public interface DatabaseRestorer {

    /**
     * Reads a dump as far as its table of contents, to see that the tools that would restore it can read it. Needs no
     * server.
     *
     * @return how many entries the table of contents has
     */
    int inspect(DumpSource source);

    /**
     * Finds everything that would make a restore fail, without changing anything.
     *
     * @return all problems, that the target exists before all others; empty where all is well
     */
    List<RestoreProblem> check(ConnectionUrl target, DumpSource source, DumpFacts facts);

    /**
     * Restores into a staging database on the target's server. The target itself is not touched.
     *
     * @return the staging database; closing it without promoting it removes it
     */
    StagedRestore stage(ConnectionUrl target, DumpSource source);
}
