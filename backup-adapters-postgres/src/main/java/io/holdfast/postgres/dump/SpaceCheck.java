package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Compares the room that a restored database needs with what its disk has, where that can be known: the server runs on this
 * machine, lets this user know where its files are, and lets this process look there. No server tells how full its disk is.
 */
final class SpaceCheck {

    private static final String DEFAULT_TABLESPACE = "pg_default";
    private static final String WHAT = "look where the server keeps its files";

    /** The line of a running server's postmaster.pid that holds its port (PostgreSQL's miscadmin.h). */
    private static final int PORT_LINE = 3;

    /** Beside the database itself: the log of making it, and the sorting of its indexes. */
    private static final int MARGIN_DIVISOR = 10;

    private final DatabaseProperties source;
    private final PostgresSession session;

    SpaceCheck(DatabaseProperties source, PostgresSession session) {
        this.source = source;
        this.session = session;
    }

    /** That there is too little; empty where there is enough, or where nobody can know. */
    Optional<RestoreProblem> problem() {
        if (source.size() == null
                || source.tablespaces().stream().anyMatch(name -> !name.equals(source.tablespace()))) {
            return Optional.empty();
        }
        ByteCount needed = new ByteCount(source.size() + source.size() / MARGIN_DIVISOR);
        return folder().flatMap(SpaceCheck::usable)
                .filter(usable -> usable.compareTo(needed) < 0)
                .map(usable -> new RestoreProblem(
                        FailureKind.NO_SPACE,
                        "the disk of " + session.address().server() + " has " + usable + " left, and the database needs"
                                + " about " + needed + ": make room there, or restore to another server"));
    }

    private Optional<Path> folder() {
        try {
            if (!InetAddress.getByName(session.address().host()).isLoopbackAddress()) {
                return Optional.empty();
            }
            return session
                    .query(
                            WHAT,
                            "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory'",
                            row -> row.getString(1))
                    .stream()
                    .findFirst()
                    .map(Path::of)
                    .filter(this::isOfThisServer)
                    .flatMap(this::tablespace);
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** A tunnel or a container may have another machine's server behind a port of this one. */
    private boolean isOfThisServer(Path folder) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
            return lines.size() > PORT_LINE
                    && lines.get(PORT_LINE)
                            .strip()
                            .equals(Integer.toString(session.address().port()));
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<Path> tablespace(Path data) {
        if (source.tablespace().equals(DEFAULT_TABLESPACE)) {
            return Optional.of(data.resolve("base"));
        }
        return session
                .query(
                        WHAT,
                        "SELECT pg_catalog.pg_tablespace_location(oid) FROM pg_catalog.pg_tablespace WHERE spcname = ?",
                        row -> row.getString(1),
                        source.tablespace())
                .stream()
                .findFirst()
                .map(Path::of);
    }

    private static Optional<ByteCount> usable(Path folder) {
        try {
            return Optional.of(new ByteCount(Files.getFileStore(folder).getUsableSpace()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
