package io.holdfast.testkit.cipher;

import io.holdfast.core.failure.BackupFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds in a text what looks like a key, and a passphrase in any of its usual spellings. */
final class SpokenSecrets {

    /** A key id is 32 hexadecimal digits and no secret; keys are twice as long. */
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{33,}");

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{43,}");
    private static final Pattern NUMBERS = Pattern.compile("(?:-?\\d{1,3}, ?){15,}");

    private SpokenSecrets() {}

    /** All that a failure says: its message, its hint, and those of whatever caused it; nothing where there was none. */
    static List<String> textsOf(Throwable failure) {
        List<String> texts = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            texts.add(cause.toString());
            if (cause instanceof BackupFailure known) {
                texts.add(known.description());
            }
            for (Throwable suppressed : cause.getSuppressed()) {
                texts.addAll(textsOf(suppressed));
            }
        }
        return texts;
    }

    /** The parts of a text that are the passphrase or look like a key. */
    static List<String> in(String text, String passphrase) {
        List<String> found = new ArrayList<>();
        byte[] bytes = passphrase.getBytes(StandardCharsets.UTF_8);
        for (String spelling : List.of(
                passphrase, HexFormat.of().formatHex(bytes), Base64.getEncoder().encodeToString(bytes))) {
            if (text.toLowerCase(Locale.ROOT).contains(spelling.toLowerCase(Locale.ROOT))) {
                found.add(spelling);
            }
        }
        for (Pattern pattern : List.of(HEXADECIMAL, BASE64, NUMBERS)) {
            pattern.matcher(text).results().forEach(match -> found.add(match.group()));
        }
        return found;
    }
}
