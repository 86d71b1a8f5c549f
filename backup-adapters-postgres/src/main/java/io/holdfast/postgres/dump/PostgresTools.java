package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's client programs on this machine: pg_dump and pg_restore of one version. Immutable.
 */
public final class PostgresTools {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String DUMP = "pg_dump";
    private static final String RESTORE = "pg_restore";

    /** Such as {@code pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)} or {@code … 19beta1}. */
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (([0-9]{1,4})[0-9A-Za-z.]*)");

    private static final int ANSWER_LIMIT = 4_096;

    private final Path folder;
    private final String version;
    private final int majorVersion;

    private PostgresTools(Path folder, String version, int majorVersion) {
        this.folder = folder;
        this.version = version;
        this.majorVersion = majorVersion;
    }

    /**
     * Finds the programs.
     *
     * @param folder where to look, and nowhere else; where empty, the newest version that Debian's packages have installed
     *     is taken, else the first on the PATH
     * @throws BackupFailure PERMANENT where they are missing or do not answer
     */
    public static PostgresTools find(Optional<Path> folder) {
        return find(folder, DEBIAN, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    /** As {@link #find(Optional)}, on a system that looks like this. */
    static PostgresTools find(Optional<Path> folder, Path packages, String searchPath) {
        Objects.requireNonNull(folder, "folder");
        if (folder.isPresent()) {
            if (!complete(folder.get())) {
                throw missing("not both in the folder " + folder.get());
            }
            return of(folder.get());
        }
        return folders(packages, searchPath).stream()
                .findFirst()
                .map(PostgresTools::of)
                .orElseThrow(() -> missing("not installed"));
    }

    /** Every folder that {@link #find(Optional)} finds both programs in; it takes the first of them. */
    public static List<Path> folders() {
        return folders(DEBIAN, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    /** As {@link #folders()}, on a system that looks like this. */
    static List<Path> folders(Path packages, String searchPath) {
        List<Path> candidates = new ArrayList<>(newestFirst(packages));
        for (String entry : searchPath.split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                candidates.add(Path.of(entry));
            }
        }
        // On many systems one folder is on the path under several names.
        Map<Path, Path> folders = new LinkedHashMap<>();
        candidates.stream()
                .filter(PostgresTools::complete)
                .forEach(folder -> folders.putIfAbsent(real(folder), folder));
        return List.copyOf(folders.values());
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize();
        }
    }

    /** The whole version, such as {@code 15.18}. */
    public String version() {
        return version;
    }

    /** The major version, such as 15. */
    public int majorVersion() {
        return majorVersion;
    }

    /** Where they are. */
    public Path folder() {
        return folder;
    }

    Path dump() {
        return folder.resolve(DUMP);
    }

    Path restore() {
        return folder.resolve(RESTORE);
    }

    /** What to install to get the programs of this major version. */
    static String installHint(int major) {
        return "Install PostgreSQL's client programs of version " + major
                + " or newer (on Debian and Ubuntu the package" + " postgresql-client-" + major
                + ", if need be from apt.postgresql.org), or name their folder";
    }

    private static PostgresTools of(Path folder) {
        Matcher dump = ask(folder.resolve(DUMP));
        Matcher restore = ask(folder.resolve(RESTORE));
        if (!dump.group(2).equals(restore.group(2))) {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            "pg_dump in " + folder + " has version " + dump.group(1) + ", but pg_restore "
                                    + restore.group(1))
                    .withHint("Install both from one package, or name the folder of another version");
        }
        return new PostgresTools(folder, dump.group(1), Integer.parseInt(dump.group(2)));
    }

    private static Matcher ask(Path program) {
        try (PostgresProcess process =
                PostgresProcess.start(program, List.of("--version"), ToolEnvironment.offline())) {
            process.input().close();
            String answer = new String(process.output().readNBytes(ANSWER_LIMIT), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(answer);
            if (!version.find()) {
                throw BackupFailure.of(
                                FailureKind.PERMANENT,
                                program + " --version does not answer with a version, but: "
                                        + SqlText.plain(answer + process.messages()))
                        .withHint("Check that it is PostgreSQL's program, and runs");
            }
            return version;
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.PERMANENT, "could not ask " + program + " for its version", e);
        }
    }

    private static List<Path> newestFirst(Path packages) {
        if (!Files.isDirectory(packages)) {
            return List.of();
        }
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(packages, "[0-9]*")) {
            List<Path> found = new ArrayList<>();
            versions.forEach(found::add);
            found.sort(Comparator.comparingDouble(PostgresTools::number).reversed());
            return found.stream().map(version -> version.resolve("bin")).toList();
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.PERMANENT, "could not look for PostgreSQL's programs in " + packages, e)
                    .withHint("Name their folder");
        }
    }

    private static double number(Path version) {
        String name = version.getFileName().toString();
        return name.matches("[0-9]{1,4}(\\.[0-9]{1,4})?") ? Double.parseDouble(name) : 0;
    }

    private static boolean complete(Path folder) {
        return Files.isExecutable(folder.resolve(DUMP)) && Files.isExecutable(folder.resolve(RESTORE));
    }

    private static BackupFailure missing(String where) {
        return BackupFailure.of(FailureKind.PERMANENT, "PostgreSQL's programs pg_dump and pg_restore are " + where)
                .withHint("Install them (on Debian and Ubuntu the package postgresql-client), or name their folder");
    }
}
