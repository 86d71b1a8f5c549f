package io.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.FakeSurroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineInterfaceTest {

    private static final String TO = " --to postgresql://u@h/new";

    private final FakeSurroundings surroundings = FakeSurroundings.unattended(Map.of());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"backup", "list", "show", "restore", "undo-restore", "doctor", "demo", "keygen", "help"})
    void everyCommandHasHelpWithAnExample(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(surroundings.out()).startsWith("Usage: holdfast " + command).contains("Example:\n  ");
        assertThat(surroundings.out()).contains("--json");
        assertThat(surroundings.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "list",
                "list --store",
                "list --store file:///x --nonsense",
                "list --store s3://bucket/prefix",
                "list --store file:///x --repository-id 7",
                "backup --store file:///x",
                "backup --store file:///x --database config",
                "backup --store file:///x --database postgresql://u@h/d?a=b",
                "backup --store file:///x --database UPPER=postgresql://u@h/d",
                "backup --store file:///x --database a=postgresql://u@h/d --database a=postgresql://u@h/e",
                "backup --store file:///x --database a=",
                "show --store file:///x",
                "restore latest --store file:///x --database a",
                "restore latest --store file:///x --database A" + TO,
                "restore latest --store file:///x --database a --jobs 0" + TO,
                "restore latest --store file:///x --database a --jobs 17" + TO,
                "backup --store file:///x --database a=postgresql://u@h/d --streams 0",
                "backup --store file:///x --database a=postgresql://u@h/d --streams 17",
                "backup --store file:///x --database a=postgresql://u@h/d --streams many",
                "undo-restore",
                "undo-restore --to mysql://u@h/d",
                "undo-restore --list --discard x" + TO,
                "undo-restore --previous x --discard y" + TO,
                "help nonsense",
                "demo",
                "demo --once --results-size 0"
            })
    void wrongUsageEndsWith2AndSaysWhatIsWrong(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);
        assertThat(surroundings.out()).isEmpty();
        assertThat(surroundings.err().lines()).hasSizeBetween(1, 2);
        assertThat(surroundings.err()).startsWith("error: ");
    }

    @ParameterizedTest
    @CsvSource({
        "backup --store file:///x postgresql://me:canary@host/db --json",
        "backup --store file:///x --database postgresql://me:canary@host/db?a=b --json",
        "backup --store file:///x --database config=mysql://me:canary@host/db --json",
        "restore latest --store file:///x --database A --to postgresql://me:canary@host/db --json",
        "restore latest --store file:///x --database a --to postgresql://me:canary@host/db --json",
        "list --store file:///x --nonsense=postgresql://me:canary@host/db --json",
        "list --store postgresql://me:canary@host/db --json"
    })
    void noPasswordIsRepeatedInAMessage(String arguments) {
        assertThat(run(arguments.split(" "))).isNotZero();
        assertThat(surroundings.out()).doesNotContain("canary");
        assertThat(surroundings.err()).doesNotContain("canary");
    }

    @Test
    void theVersionIsTheOneThatWasBuilt() {
        assertThat(run("--version")).isZero();
        assertThat(surroundings.out()).matches("holdfast [0-9]+\\.[0-9]+\\.[0-9]+\\S*\n");
    }

    @Test
    void theVersionCanBeReadByMachines() {
        assertThat(run("--version", "--json")).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(surroundings.out())
                        .get("version")
                        .asString())
                .doesNotContain("$");
    }

    @Test
    void wrongUsageIsOneJsonDocumentToo() {
        assertThat(run("list", "--json")).isEqualTo(2);
        JsonNode document = JsonMapper.shared().readTree(surroundings.out());
        assertThat(document.get("error").get("kind").asString()).isEqualTo("INVALID");
        assertThat(document.get("error").get("message").asString()).contains("--store");
        assertThat(surroundings.err()).isEmpty();
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsNoFileOfArguments() throws IOException {
        Files.writeString(folder.resolve("arguments"), "--help");
        assertThat(run("list", "--store", "file:///x", "@" + folder.resolve("arguments")))
                .isEqualTo(2);
        assertThat(surroundings.err()).contains("@" + folder.resolve("arguments"));
    }

    @Test
    void aStoreThatIsNotThereIsNotFoundAndNotMade() {
        Path store = folder.resolve("none");
        assertThat(run("list", "--store", store.toUri().toString())).isEqualTo(3);
        assertThat(store).doesNotExist();
    }

    @Test
    void aStoreWithoutARepositoryIsNotFoundAndStaysEmpty() {
        assertThat(run("list", "--store", folder.toUri().toString())).isEqualTo(3);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNewKeyIsAloneOnStandardOutputAndAlwaysAnother() {
        assertThat(run("keygen")).isZero();
        assertThat(run("keygen")).isZero();
        assertThat(surroundings.out().lines())
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[A-Za-z0-9_-]{43}"));
        assertThat(surroundings.err()).isEmpty();
    }

    @Test
    void exitCodesCanBeReadByMachines() {
        assertThat(run("help", "exit-codes", "--json")).isZero();
        JsonNode codes = JsonMapper.shared().readTree(surroundings.out()).get("exitCodes");
        assertThat(codes).hasSize(9);
        assertThat(codes.get(8).get("code").asInt()).isEqualTo(130);
    }

    @Test
    void theHelpOfACommandIsTheOneItShowsItself() {
        run("help", "restore");
        FakeSurroundings other = FakeSurroundings.unattended(Map.of());
        new CommandLineInterface(other.surroundings()).run("restore", "--help");
        assertThat(surroundings.out()).isEqualTo(other.out());
    }

    @Test
    void aTraceIsShownOnRequestOnly() {
        run("list", "--store", folder.toUri().toString());
        assertThat(surroundings.err()).doesNotContain("\tat ");
        run("list", "--store", folder.toUri().toString(), "--verbose");
        assertThat(surroundings.err()).contains("\tat ");
    }

    private int run(String... arguments) {
        return new CommandLineInterface(surroundings.surroundings()).run(arguments);
    }
}
