package io.holdfast.cli.command;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Turns arguments into values. It is done here and not by picocli, whose messages repeat the argument, and an argument may
 * hold a password.
 */
final class Arguments {

    private static final String DATABASE = "--database";

    private Arguments() {}

    /** A value whose own check says what is wrong with it. */
    static <T> T value(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw BackupFailure.of(FailureKind.INVALID, option + ": " + e.getMessage(), e);
        }
    }

    /** A number within bounds; empty where none was given. */
    static OptionalInt number(String option, Integer given, int least, int most) {
        if (given == null) {
            return OptionalInt.empty();
        }
        if (given < least || given > most) {
            throw BackupFailure.of(
                    FailureKind.INVALID, option + ": " + given + ", where " + least + " to " + most + " is allowed");
        }
        return OptionalInt.of(given);
    }

    static DatabaseName databaseName(String text) {
        return value(DATABASE, () -> new DatabaseName(text));
    }

    static ConnectionUrl connectionUrl(String option, String text) {
        return value(option, () -> new ConnectionUrl(text));
    }

    /** Databases as {@code NAME=URL}, in their order. */
    static Map<DatabaseName, ConnectionUrl> databases(List<String> arguments) {
        Map<DatabaseName, ConnectionUrl> databases = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0 || argument.substring(0, equals).contains("://")) {
                throw BackupFailure.of(FailureKind.INVALID, DATABASE + ": the name is missing")
                        .withHint("Write it as NAME=postgresql://user@host:5432/database, such as"
                                + " config=postgresql://backup@db.example.com/config");
            }
            DatabaseName name = databaseName(argument.substring(0, equals));
            if (databases.put(name, connectionUrl(DATABASE + " " + name, argument.substring(equals + 1))) != null) {
                throw BackupFailure.of(FailureKind.INVALID, DATABASE + ": " + name + " is given twice");
            }
        }
        return databases;
    }
}
