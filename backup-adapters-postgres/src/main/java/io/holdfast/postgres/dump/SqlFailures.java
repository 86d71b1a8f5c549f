package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/**
 * Translates the driver's exceptions by their SQLSTATE (PostgreSQL manual, appendix "PostgreSQL Error Codes"; the driver's
 * own codes are in class 08).
 */
final class SqlFailures {

    private static final String NOT_IN_ENCODING = "22021";

    private SqlFailures() {}

    /** A failure to connect. */
    static BackupFailure connecting(PostgresAddress address, SQLException e) {
        String state = state(e);
        if (state.startsWith("28") || state.equals("08004")) {
            return BackupFailure.of(
                            FailureKind.DENIED,
                            "user " + SqlText.shown(address.user()) + " cannot sign in to " + address + ": "
                                    + message(e),
                            e)
                    .withHint(
                            address.password().isPresent()
                                    ? "Check user and password, and the server's pg_hba.conf"
                                    : "No password was given: put it into the URL, PGPASSWORD or ~/.pgpass");
        }
        if (state.equals("3D000")) {
            return BackupFailure.of(FailureKind.NOT_FOUND, address + " does not exist", e)
                    .withHint("Check the name behind the host in its URL");
        }
        if (unknownHost(e)) {
            return BackupFailure.of(
                            FailureKind.TRANSIENT,
                            "unknown host " + SqlText.shown(address.host()) + " of " + address,
                            e)
                    .withHint("Check the host in its URL, and that its name can be resolved from here");
        }
        if (state.startsWith("08") && serverless(e)) {
            return BackupFailure.of(
                            FailureKind.TRANSIENT,
                            address.server() + " does not answer, so " + address.database() + " cannot be reached: "
                                    + message(e),
                            e)
                    .withHint("Check host and port in its URL, and that the server runs and listens there");
        }
        return BackupFailure.of(kind(state), "cannot connect to " + address + ": " + message(e), e);
    }

    /** A failure of a statement; {@code what} says what could not be done, on which object. */
    static BackupFailure running(String what, SQLException e) {
        BackupFailure failure = BackupFailure.of(kind(state(e)), what + ": " + message(e), e);
        return state(e).equals(NOT_IN_ENCODING)
                ? failure.withHint(
                        "A name in the database is not valid UTF-8, which only a database of encoding SQL_ASCII can"
                                + " have: rename it, or move the data into a database with an encoding")
                : failure;
    }

    /** The SQLSTATE, or an empty string. */
    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    /** The kind that this SQLSTATE stands for. */
    static FailureKind kind(String state) {
        return switch (state) {
            case "08004", "42501" -> FailureKind.DENIED;
            case "3D000" -> FailureKind.NOT_FOUND;
            case "42P04" -> FailureKind.ALREADY_EXISTS;
            case "53100" -> FailureKind.NO_SPACE;
            case "55006", "55P03" -> FailureKind.TRANSIENT;
            default -> kindOfClass(state);
        };
    }

    private static FailureKind kindOfClass(String state) {
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "28" -> FailureKind.DENIED;
            // connection, rolled back by the server, resources, operator intervention
            case "08", "40", "53", "57" -> FailureKind.TRANSIENT;
            default -> FailureKind.PERMANENT;
        };
    }

    /** The server's own sentence where there is one: the driver adds details, and they can hold rows of a table. */
    private static String message(SQLException e) {
        if (e instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
            return SqlText.plain(String.valueOf(psql.getServerErrorMessage().getMessage()));
        }
        return SqlText.plain(String.valueOf(e.getMessage()));
    }

    private static boolean serverless(SQLException e) {
        return !(e instanceof PSQLException psql && psql.getServerErrorMessage() != null);
    }

    private static boolean unknownHost(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }
}
