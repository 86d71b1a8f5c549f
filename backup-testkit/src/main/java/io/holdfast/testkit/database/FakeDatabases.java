package io.holdfast.testkit.database;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A database server in memory, for tests that need databases and no true server. Its databases are dumped and restored by
 * {@link FakeDatabaseDumper} and {@link FakeDatabaseRestorer}. Its roles are {@link #OWNER}, who may do everything, and
 * {@link #GUEST}, who may not create databases; both have the same password. May be used by several threads at once.
 */
public final class FakeDatabases {

    /** The user who may do everything. */
    public static final String OWNER = "owner";

    /** The user who may not create databases. */
    public static final String GUEST = "guest";

    /** The host that the server answers on; no other host answers. */
    public static final String HOST = "memory";

    private static final String SCHEME = "fake://";

    private final int version;
    private final String password = "fake-" + UUID.randomUUID();
    private final Map<String, FakeContent> databases = new LinkedHashMap<>();
    private final Set<String> roles = new TreeSet<>(Set.of(OWNER, GUEST));
    private final Set<String> extensions = new TreeSet<>();
    private final List<Session> sessions = new ArrayList<>();
    private final List<String> programs = new ArrayList<>();

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
        return new ConnectionUrl(SCHEME + encode(user) + ":" + encode(secret) + "@" + host + "/" + encode(database));
    }

    /** The name of the database that an address is of. */
    public static String databaseOf(ConnectionUrl url) {
        return Address.of(url).database();
    }

    /**
     * Makes a database.
     *
     * @return its address, for the owner
     * @throws BackupFailure ALREADY_EXISTS
     */
    public synchronized ConnectionUrl create(String database, FakeContent content) {
        if (databases.putIfAbsent(database, Objects.requireNonNull(content)) != null) {
            throw BackupFailure.of(FailureKind.ALREADY_EXISTS, "database " + database + " exists already");
        }
        return address(database);
    }

    /** Removes a database if it is there. */
    public synchronized void drop(String database) {
        databases.remove(database);
    }

    /**
     * Gives a database another name.
     *
     * @throws BackupFailure NOT_FOUND, or ALREADY_EXISTS where the other name is taken
     */
    public synchronized void rename(String from, String to) {
        FakeContent content = content(from);
        create(to, content);
        databases.remove(from);
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
        FakeContent content = databases.get(database);
        if (content == null) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "there is no database " + database);
        }
        return content;
    }

    /**
     * Changes a database, all at once.
     *
     * @throws BackupFailure NOT_FOUND
     */
    public synchronized void change(String database, UnaryOperator<FakeContent> change) {
        databases.put(database, Objects.requireNonNull(change.apply(content(database))));
    }

    /** The roles there are; a copy. */
    public synchronized Set<String> roles() {
        return new TreeSet<>(roles);
    }

    /** Makes a role. */
    public synchronized void addRole(String role) {
        roles.add(role);
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
        Address address = signIn(url);
        content(address.database());
        return session(address);
    }

    /**
     * Connects to the server, whether or not the database in the address exists.
     *
     * @throws BackupFailure TRANSIENT where the host does not answer, DENIED where user or password are wrong
     */
    public synchronized Session connectToServer(ConnectionUrl url) {
        return session(signIn(url));
    }

    /** One line a session that is open. */
    public synchronized List<String> sessions() {
        return sessions.stream().map(Session::toString).toList();
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

        private final Address address;

        private Session(Address address) {
            this.address = address;
        }

        /** The name of the database in the address. */
        public String database() {
            return address.database();
        }

        /** The user. */
        public String user() {
            return address.user();
        }

        /** What is in the database now; stays as it is. */
        public FakeContent snapshot() {
            return content(address.database());
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

    private Address signIn(ConnectionUrl url) {
        Address address = Address.of(url);
        if (!address.host().equals(HOST)) {
            throw BackupFailure.of(FailureKind.TRANSIENT, "host " + address.host() + " does not answer");
        }
        if (!roles.contains(address.user()) || !address.password().equals(password)) {
            throw BackupFailure.of(FailureKind.DENIED, "wrong password for user " + address.user());
        }
        return address;
    }

    private Session session(Address address) {
        Session session = new Session(address);
        sessions.add(session);
        return session;
    }

    private static String encode(String text) {
        // What a form encodes as +, a URL's path does not.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private record Address(String user, String password, String host, String database) {

        static Address of(ConnectionUrl url) {
            if (!url.reveal().startsWith(SCHEME)) {
                throw BackupFailure.of(FailureKind.INVALID, url + " is no address of a database in memory");
            }
            URI uri = URI.create(url.reveal());
            String[] user = uri.getRawUserInfo().split(":", 2);
            return new Address(
                    decode(user[0]),
                    decode(user[1]),
                    uri.getHost(),
                    decode(uri.getRawPath().substring(1)));
        }

        private static String decode(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }
    }
}
