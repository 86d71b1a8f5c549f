package io.holdfast.cli.passphrase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.FakeSurroundings;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseSourceTest {

    @TempDir
    private Path folder;

    @Test
    void isTakenFromTheVariable() {
        assertThat(revealed(
                        source(Map.of("HOLDFAST_PASSPHRASE", " with blanks ")).given()))
                .isEqualTo(" with blanks ");
    }

    @ParameterizedTest
    @CsvSource({"secret, secret", "secret\\n, secret", "secret\\r\\n, secret", "secret\\n\\n, secret\\n", "' s ', ' s '"
    })
    void isTakenFromTheFileWithoutOneLineBreakAtItsEnd(String written, String read) throws IOException {
        Path file = file(unescaped(written).getBytes(StandardCharsets.UTF_8), "rw-------");
        FakeSurroundings surroundings = FakeSurroundings.unattended(env(file));
        assertThat(revealed(new PassphraseSource(surroundings.surroundings()).given()))
                .isEqualTo(unescaped(read));
        assertThat(surroundings.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--"})
    void aFileThatOthersCanReadIsWarnedOf(String permissions) throws IOException {
        FakeSurroundings surroundings = FakeSurroundings.unattended(env(file(new byte[] {'x'}, permissions)));
        assertThat(new PassphraseSource(surroundings.surroundings()).given()).isPresent();
        assertThat(surroundings.err()).contains("warning").contains("chmod 600");
    }

    @Test
    void anEmptyVariableIsNoneAndAnEmptyFileIsAnError() throws IOException {
        assertThat(source(Map.of("HOLDFAST_PASSPHRASE", "")).given()).isEmpty();
        Path empty = file(new byte[] {'\n'}, "rw-------");
        assertFailure(FailureKind.INVALID, () -> source(env(empty)).given());
        assertFailure(
                FailureKind.INVALID,
                () -> source(Map.of("HOLDFAST_PASSPHRASE_FILE", "")).given());
    }

    @Test
    void aFileThatIsMissingOrNoTextIsAnError() throws IOException {
        assertFailure(
                FailureKind.NOT_FOUND, () -> source(env(folder.resolve("none"))).given());
        Path binary = file(new byte[] {(byte) 0xff, (byte) 0xfe}, "rw-------");
        assertFailure(FailureKind.INVALID, () -> source(env(binary)).given());
        assertFailure(FailureKind.PERMANENT, () -> source(env(folder)).given());
    }

    @Test
    void bothAtOnceAreAnError() throws IOException {
        Path file = file(new byte[] {'x'}, "rw-------");
        Map<String, String> both = Map.of("HOLDFAST_PASSPHRASE_FILE", file.toString(), "HOLDFAST_PASSPHRASE", "secret");
        assertFailure(FailureKind.INVALID, () -> source(both).given());
    }

    @Test
    void aMisspelledVariableIsAnErrorThatNamesTheRightOnes() {
        assertThatThrownBy(() -> source(Map.of("HOLDFAST_PASSPHRASEFILE", "/x")).given())
                .isInstanceOfSatisfying(BackupFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
                    assertThat(failure.hint().orElseThrow()).contains("HOLDFAST_PASSPHRASE_FILE");
                });
    }

    @Test
    void forAnExistingRepositoryItIsAskedForOnce() {
        FakeSurroundings surroundings = FakeSurroundings.attended(Map.of(), "typed");
        assertThat(revealed(new PassphraseSource(surroundings.surroundings()).existing()))
                .isEqualTo("typed");
        assertThat(surroundings.questions()).hasSize(1);
    }

    @Test
    void forANewRepositoryItIsAskedForTwiceUntilBothAreTheSame() {
        FakeSurroundings surroundings = FakeSurroundings.attended(Map.of(), "typed", "tpyed", "typed", "typed");
        assertThat(revealed(new PassphraseSource(surroundings.surroundings()).chosen()))
                .isEqualTo("typed");
        assertThat(surroundings.questions()).hasSize(4);
    }

    @Test
    void differingAnswersAreGivenUpInTheEnd() {
        FakeSurroundings surroundings = FakeSurroundings.attended(Map.of(), "1", "2", "3", "4", "5", "6");
        assertFailure(FailureKind.INVALID, () -> new PassphraseSource(surroundings.surroundings()).chosen());
    }

    @Test
    void anEmptyAnswerMeansNone() {
        assertThat(new PassphraseSource(FakeSurroundings.attended(Map.of(), "").surroundings()).chosen())
                .isEmpty();
        assertThat(new PassphraseSource(FakeSurroundings.attended(Map.of(), "").surroundings()).existing())
                .isEmpty();
    }

    @Test
    void whereNobodyIsThereNothingIsAskedFor() {
        assertThat(source(Map.of()).existing()).isEmpty();
        assertThat(source(Map.of()).chosen()).isEmpty();
    }

    private Path file(byte[] content, String permissions) throws IOException {
        Path file = Files.write(folder.resolve("passphrase"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private static Map<String, String> env(Path file) {
        return Map.of("HOLDFAST_PASSPHRASE_FILE", file.toString());
    }

    private static PassphraseSource source(Map<String, String> environment) {
        return new PassphraseSource(FakeSurroundings.unattended(environment).surroundings());
    }

    private static String revealed(Optional<Passphrase> passphrase) {
        return new String(passphrase.orElseThrow().reveal(), StandardCharsets.UTF_8);
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }

    private static void assertFailure(FailureKind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
