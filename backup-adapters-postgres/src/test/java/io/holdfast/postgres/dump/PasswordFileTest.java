package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {

    @TempDir
    private Path parent;

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        try (PasswordFile file = PasswordFile.create(parent, Optional.of(new Password("a:b\\c")))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(file.path().getParent())))
                    .isEqualTo("rwx------");
            assertThat(file.path()).hasContent("*:*:*:*:a\\:b\\\\c\n");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void withoutAPasswordItIsEmpty() {
        try (PasswordFile file = PasswordFile.create(parent, Optional.empty())) {
            assertThat(file.path()).isEmptyFile();
        }
    }

    @Test
    void aPasswordThatNoPasswordFileCanHoldIsRefused() {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> PasswordFile.create(parent, Optional.of(new Password("canary\nx"))));
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failure.description()).doesNotContain("canary");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatKilledProcessesLeftIsSweptAndNothingElse() throws IOException {
        ProcessIdentity me = ProcessIdentity.current();
        Path dead = folder("holdfast-postgres-" + me.pid() + "-" + (me.started() - 1) + "-x");
        Path gone = folder("holdfast-postgres-999999999999-5-x");
        Path foreign = folder("holdfast-postgres-of-somebody");
        try (PasswordFile mine = PasswordFile.create(parent, Optional.of(new Password("p")))) {
            PasswordFile.sweep(parent);
            assertThat(dead).doesNotExist();
            assertThat(gone).doesNotExist();
            assertThat(foreign).exists();
            assertThat(mine.path()).exists();
        }
    }

    @Test
    void aLinkWithSuchANameIsNotFollowed() throws IOException {
        Path other = folder("other");
        Files.createSymbolicLink(parent.resolve("holdfast-postgres-999999999999-5-x"), other);
        PasswordFile.sweep(parent);
        assertThat(other.resolve("pgpass")).exists();
    }

    @Test
    void twoOfOneProcessDoNotMeet() throws IOException {
        try (PasswordFile one = PasswordFile.create(parent, Optional.of(new Password("1")));
                PasswordFile two = PasswordFile.create(parent, Optional.of(new Password("2")));
                Stream<Path> folders = Files.list(parent)) {
            assertThat(folders).hasSize(2);
            assertThat(one.path()).isNotEqualTo(two.path());
        }
    }

    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.writeString(folder.resolve("pgpass"), "*:*:*:*:secret\n");
        return folder;
    }
}
