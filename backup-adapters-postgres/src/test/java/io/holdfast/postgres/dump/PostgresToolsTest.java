package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresToolsTest {

    @TempDir
    private Path folder;

    @Test
    void theNamedFolderIsTaken() {
        PostgresTools tools = FakeTools.of(folder, "16.3 (Debian 16.3-1.pgdg120+1)", "exit 1", "exit 1");
        assertThat(tools.version()).isEqualTo("16.3");
        assertThat(tools.majorVersion()).isEqualTo(16);
        assertThat(tools.folder()).isEqualTo(folder);
    }

    @Test
    void aTestVersionIsAVersion() {
        assertThat(FakeTools.of(folder, "19beta1", "exit 1", "exit 1").majorVersion())
                .isEqualTo(19);
    }

    @Test
    void theNewestOfThePackagesIsTakenBeforeThePath() throws IOException {
        Path path = installed("path", "17.1");
        installed("packages/9.6/bin", "9.6.24");
        installed("packages/13/bin", "13.4");
        Path newest = installed("packages/16/bin", "16.2");
        Files.createDirectories(folder.resolve("packages/18/bin"));
        PostgresTools tools = PostgresTools.find(Optional.empty(), folder.resolve("packages"), path.toString());
        assertThat(tools.folder()).isEqualTo(newest);
    }

    @Test
    void thePathIsTakenWhereThereAreNoPackages() throws IOException {
        Path path = installed("path", "17.1");
        PostgresTools tools =
                PostgresTools.find(Optional.empty(), folder.resolve("nothing"), "/nowhere::" + path + ":/bin");
        assertThat(tools.folder()).isEqualTo(path);
    }

    @Test
    void allFoldersAreToldThatWhichIsTakenFirst() throws IOException {
        Path path = installed("path", "17.1");
        Path older = installed("packages/13/bin", "13.4");
        Path newest = installed("packages/16/bin", "16.2");
        FakeTools.write(Files.createDirectories(folder.resolve("half")), "pg_dump", "18.1", "exit 1");
        String searchPath =
                folder.resolve("half") + ":" + path + "::" + Files.createSymbolicLink(folder.resolve("link"), path);
        assertThat(PostgresTools.folders(folder.resolve("packages"), searchPath))
                .containsExactly(newest, older, path);
    }

    @Test
    void missingProgramsArePermanentAndThePackageIsNamed() {
        BackupFailure nowhere = catchThrowableOfType(
                BackupFailure.class,
                () -> PostgresTools.find(Optional.empty(), folder.resolve("nothing"), folder.toString()));
        assertThat(nowhere.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(nowhere.description()).contains("postgresql-client");
        BackupFailure notThere =
                catchThrowableOfType(BackupFailure.class, () -> PostgresTools.find(Optional.of(folder)));
        assertThat(notThere.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(notThere.description()).contains(folder.toString(), "postgresql-client");
    }

    @Test
    void programsOfTwoVersionsAreRefused() {
        FakeTools.write(folder, "pg_dump", "16.1", "exit 1");
        FakeTools.write(folder, "pg_restore", "15.1", "exit 1");
        BackupFailure failure =
                catchThrowableOfType(BackupFailure.class, () -> PostgresTools.find(Optional.of(folder)));
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.getMessage()).contains("16.1", "15.1");
    }

    @Test
    void aProgramThatDoesNotAnswerIsRefused() {
        FakeTools.write(folder, "pg_dump", "x", "exit 1");
        FakeTools.write(folder, "pg_restore", "x", "exit 1");
        BackupFailure failure =
                catchThrowableOfType(BackupFailure.class, () -> PostgresTools.find(Optional.of(folder)));
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.getMessage()).contains("pg_dump");
    }

    private Path installed(String name, String version) throws IOException {
        Path place = Files.createDirectories(folder.resolve(name));
        FakeTools.write(place, "pg_dump", version, "exit 1");
        FakeTools.write(place, "pg_restore", version, "exit 1");
        return place;
    }
}
