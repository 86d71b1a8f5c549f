package io.holdfast.cli.doctor;

import io.holdfast.cli.output.KeptCommands;
import io.holdfast.cli.wiring.ServerBench;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.postgres.dump.PostgresCatalog;
import io.holdfast.postgres.dump.TargetDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells what restores left on the servers of databases, each server once, and clears what is of no use. */
final class ServerChecks {

    private final ServerBench bench;
    private final String program;
    private final Set<String> told = new HashSet<>();

    ServerChecks(ServerBench bench, String program) {
        this.bench = Objects.requireNonNull(bench);
        this.program = Objects.requireNonNull(program);
    }

    /** Drops what killed restores left on these databases' servers. */
    List<Check> clear(Collection<ConnectionUrl> databases) {
        List<Check> checks = new ArrayList<>();
        for (ConnectionUrl url : databases) {
            try {
                String subject = subject(new PostgresCatalog().look(url));
                for (KeptDatabase database :
                        in(State.UNFINISHED, bench.listKeptDatabases().list(url))) {
                    bench.discardKeptDatabase().discard(new DiscardKeptDatabase.Request(url, database.name()));
                    checks.add(Check.ok(subject, "dropped what a killed restore had left: " + described(database)));
                }
            } catch (BackupFailure failure) {
                checks.add(Check.problem("clearing what killed restores left", failure));
            }
        }
        return checks;
    }

    /**
     * Tells what is there; nothing where its server was told about before.
     *
     * @param examined what was looked at, for where its server cannot be
     */
    List<Check> tell(String examined, ConnectionUrl url, List<KeptDatabase> kept) {
        TargetDatabase database;
        try {
            database = new PostgresCatalog().look(url);
        } catch (BackupFailure failure) {
            if (failure.kind() == FailureKind.CANCELLED) {
                throw failure;
            }
            return List.of(unseen(examined, failure));
        }
        if (!told.add(database.server())) {
            return List.of();
        }
        String subject = subject(database);
        List<Check> checks = new ArrayList<>();
        List<KeptDatabase> unfinished = in(State.UNFINISHED, kept);
        if (!unfinished.isEmpty()) {
            checks.add(Check.warning(
                    subject,
                    "killed restores have left " + described(unfinished) + ", of no use to anybody",
                    "\"doctor --clear-unfinished\" drops them"));
        }
        in(State.RUNNING, kept)
                .forEach(running -> checks.add(Check.ok(subject, "a restore is filling " + described(running))));
        List<KeptDatabase> previous = in(State.PREVIOUS, kept);
        checks.add(
                previous.isEmpty()
                        ? Check.ok(subject, "keeps no database that a restore has replaced")
                        : Check.ok(
                                subject,
                                "keeps what restores have replaced: " + described(previous),
                                "To see them, put one back or drop it: "
                                        + new KeptCommands(program, database.url()).list()));
        return checks;
    }

    /** A user that only takes backups needs nothing but its own database, so that this is not a problem. */
    private static Check unseen(String examined, BackupFailure failure) {
        return Check.warning(
                examined,
                "this user cannot see what restores left on its server: " + failure.getMessage(),
                "Backups do not need it, but this user can neither restore on that server nor undo a restore. Where"
                        + " it should, GRANT CONNECT ON DATABASE postgres to it");
    }

    private static String subject(TargetDatabase database) {
        return "server " + database.server();
    }

    private static List<KeptDatabase> in(State state, List<KeptDatabase> kept) {
        return kept.stream().filter(database -> database.state() == state).toList();
    }

    private static String described(List<KeptDatabase> databases) {
        ByteCount sum = databases.stream().map(KeptDatabase::size).reduce(ByteCount.ZERO, ByteCount::plus);
        return databases.stream().map(ServerChecks::described).collect(Collectors.joining(", "))
                + (databases.size() > 1 ? ", " + sum + " in all" : "");
    }

    private static String described(KeptDatabase database) {
        return "\"" + database.name() + "\" (" + database.size() + ")";
    }
}
