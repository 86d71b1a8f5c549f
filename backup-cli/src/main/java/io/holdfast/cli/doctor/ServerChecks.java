package io.holdfast.cli.doctor;

import io.holdfast.cli.output.KeptCommands;
import io.holdfast.cli.wiring.ServerBench;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.postgres.dump.PostgresCatalog;
import io.holdfast.postgres.dump.TargetDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at what restores left on the servers of databases; each server once. */
final class ServerChecks {

    private final ServerBench bench;
    private final Set<Remedy> remedies;
    private final String program;
    private final Set<String> seen = new HashSet<>();
    private final List<Check> checks = new ArrayList<>();

    ServerChecks(ServerBench bench, Set<Remedy> remedies, String program) {
        this.bench = Objects.requireNonNull(bench);
        this.remedies = Set.copyOf(remedies);
        this.program = Objects.requireNonNull(program);
    }

    List<Check> run(Iterable<ConnectionUrl> databases) {
        databases.forEach(this::examine);
        return List.copyOf(checks);
    }

    private void examine(ConnectionUrl url) {
        TargetDatabase database;
        try {
            database = new PostgresCatalog().look(url);
        } catch (BackupFailure failure) {
            // The check of the database itself has said so.
            return;
        }
        if (!seen.add(database.server())) {
            return;
        }
        String subject = "server " + database.server();
        try {
            if (remedies.contains(Remedy.CLEAR_UNFINISHED)) {
                clear(subject, url);
            }
            tell(subject, bench.listKeptDatabases().list(url), new KeptCommands(program, database.url()));
        } catch (BackupFailure failure) {
            checks.add(Check.problem(subject, failure));
        }
    }

    private void clear(String subject, ConnectionUrl url) {
        for (KeptDatabase database :
                in(State.UNFINISHED, bench.listKeptDatabases().list(url))) {
            bench.discardKeptDatabase().discard(new DiscardKeptDatabase.Request(url, database.name()));
            checks.add(Check.ok(subject, "dropped what a killed restore had left: " + described(database)));
        }
    }

    private void tell(String subject, List<KeptDatabase> kept, KeptCommands commands) {
        List<KeptDatabase> unfinished = in(State.UNFINISHED, kept);
        if (!unfinished.isEmpty()) {
            checks.add(Check.warning(
                    subject,
                    "killed restores have left " + described(unfinished) + ", of no use to anybody",
                    "\"doctor --clear-unfinished\" drops them"));
        }
        in(State.RUNNING, kept)
                .forEach(database -> checks.add(Check.ok(subject, "a restore is filling " + described(database))));
        List<KeptDatabase> previous = in(State.PREVIOUS, kept);
        if (previous.isEmpty()) {
            checks.add(Check.ok(subject, "keeps no database that a restore has replaced"));
        } else {
            checks.add(Check.ok(
                    subject,
                    "keeps what restores have replaced: " + described(previous),
                    "To see them, put one back or drop it: " + commands.list()));
        }
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
