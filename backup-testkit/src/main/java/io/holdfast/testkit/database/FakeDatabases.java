package io.holdfast.testkit.database;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.KeptDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A database server in memory, for tests that need databases and no true server. Its databases are dumped and restored by
 * {@link FakeDatabaseDumper} and {@link FakeDatabaseRestorer}. Its roles are {@link #OWNER}, who may do everything, and
 * {@link #GUEST}, who may not create databases; both have the same password. Its clock goes on by a second each time that
 * something is kept. May be used by several threads at once.
 */
public final class FakeDatabases {

    /** The user who may do everything. */
    public static final String OWNER = "owner";

    /** The user who may not create databases. */
    public static final String GUEST = "guest";

    /** What a role may do. */
    public enum Right {
        /** Sign in; it has the password. */
        SIGN_IN,
        /** Make databases. */
        CREATE_DATABASES
    }

    /** The host that the server answers on; no other host answers. */
    public static final String HOST = "memory";

    private final int version;
    private final String password = "fake-" + UUID.randomUUID();
    private final Map<String, Database> databases = new LinkedHashMap<>();
    private final Map<String, Set<Right>> roles = new TreeMap<>();
    private final Set<String> extensions = new TreeSet<>();
    private final List<Session> sessions = new ArrayList<>();
    private final List<String> programs = new ArrayList<>();
    private Instant time = Instant.parse("2026-11-22T00:00:00Z");

    /** A server without databases. */
    public FakeDatabases() {
        this(1);
    }

    /**
     * A server of a version.
     *
     * @param version its major version
     */
    public FakeDatabases(int version) {
        this.version = version;
        roles.put(OWNER, EnumSet.allOf(Right.class));
        roles.put(GUEST, EnumSet.of(Right.SIGN_IN));
    }

    /** Its major version. */
    public int version() {
        return version;
    }

    /** The password of its users, made at random. */
    public String password() {
        return password;
    }

    /** The address of a database, which need not exist, for the owner. */
    public ConnectionUrl address(String database) {
        return address(OWNER, password, HOST, database);
    }

    /** The address of a database for anybody, with right or wrong parts. */
    public ConnectionUrl address(String user, String secret, String host, String database) {
        return new FakeAddress(user, secret, host, database).url();
    }

    /** The name of the database that an address is of. */
    public static String databaseOf(ConnectionUrl url) {
        return FakeAddress.of(url).database();
    }

    /**
     * Makes a database.
     *
     * @return its address, for the owner
     * @throws BackupFailure ALREADY_EXISTS
     */
    public synchronized ConnectionUrl create(String database, FakeContent content) {
        refuseTaken(database);
        databases.put(database, new Database(Objects.requireNonNull(content)));
        return address(database);
    }

    /** Removes a database if it is there, and ends its sessions. */
    public synchronized void drop(String database) {
        endSessions(database);
        databases.remove(database);
    }

    /**
     * Gives a database another name; its sessions go on.
     *
     * @throws BackupFailure NOT_FOUND, or ALREADY_EXISTS where the other name is taken
     */
    public synchronized void rename(String from, String to) {
        Database database = named(from);
        refuseTaken(to);
        databases.remove(from);
        databases.put(to, database);
    }

    /** The names of all databases. */
    public synchronized Set<String> databases() {
        return new TreeSet<>(databases.keySet());
    }

    /**
     * What is in a database now.
     *
     * @throws BackupFailure NOT_FOUND
     */
    public synchronized FakeContent content(String database) {
        return named(database).content;
    }

    /**
     * Changes a database, all at once.
     *
     * @throws BackupFailure NOT_FOUND
     */
    public synchronized void change(String database, UnaryOperator<FakeContent> change) {
        Database changed = named(database);
        changed.content = Objects.requireNonNull(change.apply(changed.content));
    }

    /**
     * Changes a database, all at once, in a way that a dump which has begun does not stand: its tables are not what they were.
     *
     * @throws BackupFailure NOT_FOUND
     */
    public synchronized void redefine(String database, UnaryOperator<FakeContent> change) {
        change(database, change);
        named(database).definition++;
    }

    /** The roles there are; a copy. */
    public synchronized Set<String> roles() {
        return new TreeSet<>(roles.keySet());
    }

    /** Makes a role that may do nothing. */
    public void addRole(String role) {
        addRole(role, Set.of());
    }

    /** Makes a role, or changes what it may do. */
    public synchronized void addRole(String role, Set<Right> rights) {
        roles.put(role, Set.copyOf(rights));
    }

    /** What a role may do; empty where there is none of this name. */
    public synchronized Optional<Set<Right>> rights(String role) {
        return Optional.ofNullable(roles.get(role)).map(Set::copyOf);
    }

    /** The extensions there are; a copy. */
    public synchronized Set<String> extensions() {
        return new TreeSet<>(extensions);
    }

    /** Installs an extension. */
    public synchronized void addExtension(String extension) {
        extensions.add(extension);
    }

    /**
     * Connects to a database.
     *
     * @throws BackupFailure TRANSIENT where the host does not answer, DENIED where user or password are wrong, NOT_FOUND where
     *     there is no such database
     */
    public synchronized Session connect(ConnectionUrl url) {
        FakeAddress address = signIn(url);
        return session(address, Optional.of(named(address.database())));
    }

    /**
     * Connects to the server, whether or not the database in the address exists.
     *
     * @throws BackupFailure TRANSIENT where the host does not answer, DENIED where user or password are wrong
     */
    public synchronized Session connectToServer(ConnectionUrl url) {
        return session(signIn(url), Optional.empty());
    }

    /** One line a session that is open. */
    public synchronized List<String> sessions() {
        return sessions.stream().map(Session::toString).toList();
    }

    /** What restores have left on the server, and what they are filling now; the newest first. */
    public List<KeptDatabase> kept() {
        return new FakeKeptDatabases(this).list();
    }

    /** Ends all sessions, as when the processes of all who are connected are killed. */
    public synchronized void endSessions() {
        sessions.clear();
    }

    /** Ends the sessions of one database. */
    synchronized void endSessions(String database) {
        Optional<Database> ended = Optional.ofNullable(databases.get(database));
        sessions.removeIf(session -> ended.isPresent() && session.database.equals(ended));
    }

    /** Does several things at once: whoever looks meets all of them or none. */
    synchronized <T> T atomically(Supplier<T> work) {
        return work.get();
    }

    /** Writes on a database why it is there, or, where that is empty, that it is there like any other. */
    synchronized void mark(String database, Optional<FakeKeptDatabases.Mark> mark) {
        named(database).mark = mark;
    }

    /** The databases that have a mark. */
    synchronized Map<String, FakeKeptDatabases.Mark> marks() {
        Map<String, FakeKeptDatabases.Mark> marks = new TreeMap<>();
        databases.forEach((name, database) -> database.mark.ifPresent(mark -> marks.put(name, mark)));
        return marks;
    }

    /** What time it is; later each time. */
    synchronized Instant time() {
        time = time.plusSeconds(1);
        return time;
    }

    /** Notes that a program was started, with what everybody can see of it: its arguments and environment. */
    public synchronized void programStarted(String visible) {
        programs.add(Objects.requireNonNull(visible));
    }

    /** What was visible of all programs that were ever started. */
    public synchronized List<String> programs() {
        return List.copyOf(programs);
    }

    /** A connection. Who opens it closes it. */
    public final class Session implements AutoCloseable {

        private final FakeAddress address;
        private final Optional<Database> database;

        private Session(FakeAddress address, Optional<Database> database) {
            this.address = address;
            this.database = database;
        }

        /** Whether it is still there: neither closed nor ended by anybody else. */
        public boolean connected() {
            synchronized (FakeDatabases.this) {
                return sessions.contains(this);
            }
        }

        /** The name of the database in the address. */
        public String database() {
            return address.database();
        }

        /** The user. */
        public String user() {
            return address.user();
        }

        /**
         * What is in the database now; stays as it is.
         *
         * @throws BackupFailure TRANSIENT where the session was ended
         */
        public FakeContent snapshot() {
            synchronized (FakeDatabases.this) {
                return current().content;
            }
        }

        /** How often the database was redefined. */
        int definition() {
            synchronized (FakeDatabases.this) {
                return current().definition;
            }
        }

        private Database current() {
            if (!connected()) {
                throw BackupFailure.of(FailureKind.TRANSIENT, this + " was ended");
            }
            return database.orElseGet(() -> named(address.database()));
        }

        @Override
        public void close() {
            synchronized (FakeDatabases.this) {
                sessions.remove(this);
            }
        }

        @Override
        public String toString() {
            return "session of " + address.user() + " on " + address.database();
        }
    }

    private FakeAddress signIn(ConnectionUrl url) {
        FakeAddress address = FakeAddress.of(url);
        if (!address.host().equals(HOST)) {
            throw BackupFailure.of(FailureKind.TRANSIENT, "host " + address.host() + " does not answer");
        }
        Set<Right> rights = roles.getOrDefault(address.user(), Set.of());
        if (!rights.contains(Right.SIGN_IN) || !address.password().equals(password)) {
            throw BackupFailure.of(FailureKind.DENIED, "wrong password for user " + address.user());
        }
        return address;
    }

    private Session session(FakeAddress address, Optional<Database> database) {
        Session session = new Session(address, database);
        sessions.add(session);
        return session;
    }

    private Database named(String name) {
        Database database = databases.get(name);
        if (database == null) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "there is no database " + name);
        }
        return database;
    }

    private void refuseTaken(String name) {
        if (databases.containsKey(name)) {
            throw BackupFailure.of(FailureKind.ALREADY_EXISTS, "database " + name + " exists already");
        }
    }

    /** A database without its name, which may change while sessions go on. */
    private static final class Database {

        private FakeContent content;
        private int definition;
        private Optional<FakeKeptDatabases.Mark> mark = Optional.empty();

        private Database(FakeContent content) {
            this.content = content;
        }
    }
}
