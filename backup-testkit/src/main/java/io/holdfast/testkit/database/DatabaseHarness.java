package io.holdfast.testkit.database;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.restore.RestoreTarget;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the author of a dumper and a restorer writes to run their contracts: a server with sample databases, ways to look into
 * them that do not go through the adapters, and faults.
 *
 * <p>A test opens a harness of its own and closes it; closing removes every database and role that was made through it. One
 * server may be shared by harnesses that follow each other. What is not in {@link #capabilities} is refused with an
 * {@link UnsupportedOperationException}.
 */
public interface DatabaseHarness extends AutoCloseable {

    /** What it can arrange. */
    DatabaseCapabilities capabilities();

    /** The dumper, with its true programs. */
    DatabaseDumper dumper();

    /** The dumper, with a program that has this fault. */
    DatabaseDumper dumper(ToolFault fault);

    /**
     * The dumper, with a program that has the fault HANGS.
     *
     * @param limit how long a program may write nothing before the dumper gives it up
     */
    DatabaseDumper hangingDumper(Duration limit);

    /**
     * The dumper, with its true programs. Between the snapshot of its first dump, which is of a database of the kind MOVING_ROWS,
     * and the reading of any table, somebody else redefines the tables in this way.
     */
    DatabaseDumper dumper(Redefinition redefinition);

    /** The restorer, with its true programs. */
    DatabaseRestorer restorer();

    /** The restorer, with a program that has this fault. */
    DatabaseRestorer restorer(ToolFault fault);

    /** Waits until a program with the fault HANGS, of the dumper or restorer that was made last, hangs. */
    void awaitHanging(Duration patience);

    /** Makes a database under this name. */
    ConnectionUrl create(SampleDatabase sample, String name);

    /** The address that a database of this name has, or would have; by a user who may do everything that a restore needs. */
    ConnectionUrl address(String name);

    /** A name that no database has. */
    String newName();

    /** The user of these addresses. */
    String user();

    /** Whether there is such a database. May be asked by several threads at once. */
    boolean exists(ConnectionUrl database);

    /**
     * Schema and rows as a text that is equal for equal databases, and whose lines say where two differ. Without what belongs
     * to the database as a whole, see {@link #properties}.
     */
    String content(ConnectionUrl database);

    /** Owner, privileges, settings, encoding and locale of the database, as such a text. */
    String properties(ConnectionUrl database);

    /** Everybody who owns something that was made in the database, or the database itself. */
    Set<String> owners(ConnectionUrl database);

    /** Everybody, the owners apart, to whom something is granted in the database or on it. */
    Set<String> grantees(ConnectionUrl database);

    /**
     * What a role may do that not every role may, a password that it has among it; one line each.
     *
     * @return empty where there is no such role
     */
    Optional<Set<String>> rights(String role);

    /** The rows of every table that has rows of its own and is nobody's view or extension's, in the order of their names. */
    List<TableRows> rows(ConnectionUrl database);

    /** Begins to write to a database of the kind MOVING_ROWS. */
    WriteLoad write(ConnectionUrl database);

    /** What is not as it should be in a database of the kind MOVING_ROWS: a row lost, a row in both tables. */
    List<String> violations(ConnectionUrl database);

    /** An address at which one is refused, for this reason. */
    Refusal.Address refused(Refusal reason);

    /** A restore with these obstacles and no others in its way; none is possible too. */
    Obstacle.Course obstruct(Set<Obstacle> obstacles);

    /** Connects to a database. */
    Visitor visit(ConnectionUrl database);

    /**
     * Begins a restore and ends it as killing its process would: nothing of it goes on, and it has cleaned up nothing.
     *
     * @param dump can be restored there
     */
    void abandon(RestoreTarget target, InMemoryDump dump);

    /** The same dump, of a database of the kind SEQUENCES, with something else recorded beside the rows than it holds. */
    Falsified falsified(InMemoryDump dump);

    /** What the server says of the statement that fails when a database of the kind UNRESTORABLE is restored. */
    String lament();

    /**
     * Everything of which there could be more after a dump or restore than before: programs that run, sessions on the server,
     * temporary files, databases. One line each.
     */
    List<String> traces();

    /** The passwords in the addresses that this harness gave out; each so long that it is nowhere by chance. */
    Set<String> passwords();

    /**
     * Everything that others could see of the programs that ran since the harness was opened (each program's arguments and
     * environment), and everything that was logged.
     */
    List<String> exposed();

    @Override
    void close();

    /**
     * A dump with a wrong record.
     *
     * @param dump the dump
     * @param named what a sentence about the difference has to name
     */
    record Falsified(InMemoryDump dump, String named) {

        /** Checks that both are there. */
        public Falsified {
            Objects.requireNonNull(dump, "dump");
            Objects.requireNonNull(named, "named");
        }
    }
}
