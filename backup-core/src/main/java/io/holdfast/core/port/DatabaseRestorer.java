package io.holdfast.core.port;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.util.List;
import java.util.Optional;

/**
 * Brings a dump back into a database server.
 *
 * <p>Every failure is a {@link io.holdfast.core.failure.BackupFailure}. May be used by several threads at once.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>DR-01 A dump can be restored into a database that does not exist yet.
 *   <li>DR-02 A database that exists is replaced in one step where that is asked for: at no moment is there none of its name,
 *       and whoever connects meets the old one or the new one. The old one is kept, and {@code undo} brings it back, as often
 *       as one likes.
 *   <li>DR-03 A truncated or damaged source leaves no staging database, and the target as it was.
 *   <li>DR-04 A statement that fails makes the restore fail, and its message is in the failure.
 *   <li>DR-05 An interrupt ends the programs; the restore fails as CANCELLED, nothing is left, and the target is as it was.
 *   <li>DR-06 What would make the restore fail (the target exists and may not be replaced, a role or extension is missing, the
 *       server is older, the privilege to create databases is missing) is found by {@code check}, all at once, before
 *       anything is changed.
 *   <li>DR-07 Owner, privileges, settings, encoding and locale of the database come back.
 *   <li>DR-08 The rows that were restored are counted, table by table.
 *   <li>DR-09 Sessions in a target that exists go on until it is replaced, and are ended then.
 *   <li>DR-10 A restore that is killed leaves the target as it was, and what it leaves beside it is listed as UNFINISHED, never
 *       as anything that could be undone to.
 *   <li>DR-11 After a failure the same restore can be repeated.
 *   <li>DR-12 Names that look like options or connection strings are names.
 *   <li>DR-13 The target is not touched before the restore is promoted; nor then, where it may not be replaced and has
 *       appeared meanwhile.
 *   <li>DR-14 {@code inspect} refuses a stream that is no dump or is cut before the end of its table of contents.
 *   <li>DR-15 What the dump recorded beside rows, such as where its sequences stood, is compared after the restore.
 *   <li>DR-16 On demand everything belongs to the restoring user, and on demand nobody is granted anything.
 *   <li>DR-17 On demand missing roles are made, without a password and without extraordinary rights; none without demand.
 *   <li>DR-18 What is kept is listed with its target, the newest first, and dropped when that is asked for and never otherwise;
 *       a database that no restore left behind, or that one is filling, is not dropped.
 * </ul>
 */
public interface DatabaseRestorer {

    /**
     * Reads a dump as far as the table of contents of each stream, to see that it is complete and that the tools that would
     * restore it can read it. Needs no server.
     *
     * @return how many entries the tables of contents have
     */
    int inspect(DumpSource source);

    /**
     * Finds everything that would make a restore fail, without changing anything.
     *
     * @return all problems, that the target exists before all others; empty where all is well
     */
    List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts);

    /**
     * Restores into a staging database on the target's server. The target itself is not touched.
     *
     * @return the staging database; closing it without promoting it removes it
     */
    StagedRestore stage(RestoreTarget target, DumpSource source);

    /**
     * The databases that restores left on a server beside those in use.
     *
     * @param server the address of any database there, which need not exist
     * @return the newest first
     */
    List<KeptDatabase> kept(ConnectionUrl server);

    /**
     * Puts a previous database back in the place of its target, which is kept in its turn. Atomic, like promoting.
     *
     * @param target the database that was replaced; where it does not exist any more, nothing is kept
     * @param name which of those that are kept for it; the newest where empty
     * @return the database that was put back, under the name that it had until now
     * @throws io.holdfast.core.failure.BackupFailure NOT_FOUND where nothing of the kind is kept for this target
     */
    KeptDatabase undo(ConnectionUrl target, Optional<String> name);

    /**
     * Drops a kept database for good.
     *
     * @param server the address of any database on its server
     * @param name its name
     * @return what was dropped
     * @throws io.holdfast.core.failure.BackupFailure NOT_FOUND where no restore left a database of this name; INVALID where a
     *     restore is running in it
     */
    KeptDatabase discard(ConnectionUrl server, String name);
}
