package io.holdfast.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The commands that deal with what restores left on a server, as they can be copied into a shell. No password is in them.
 *
 * @param program how this program is called
 * @param url the database that was restored to, without a password
 */
public record KeptCommands(String program, String url) {

    /** Stands for a name that the reader has to put in. */
    public static final String NAME = "NAME";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    /** Checks that both are there. */
    public KeptCommands {
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(url, "url");
    }

    /** Puts this one back. */
    public String undo(String name) {
        return command("--previous", name);
    }

    /** Shows what is kept. */
    public String list() {
        return command("--list");
    }

    /** Drops this one. */
    public String discard(String name) {
        return command("--discard", name);
    }

    private String command(String... options) {
        List<String> words = new ArrayList<>(List.of(program, "undo-restore", "--to", url));
        words.addAll(List.of(options));
        return String.join(" ", words.stream().map(KeptCommands::quoted).toList());
    }

    /** What a shell takes for one word, whatever is in it. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
