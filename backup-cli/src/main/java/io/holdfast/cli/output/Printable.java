package io.holdfast.cli.output;

/**
 * Makes text from elsewhere fit to be shown on a terminal. Names and notes come out of databases and stores that others may
 * write to: an escape sequence in one of them could rewrite the screen, and a server's or a usage message may repeat a URL
 * with its password.
 */
public final class Printable {

    private static final String PASSWORD_IN_URL = "([a-zA-Z][a-zA-Z0-9+.-]*://[^:/?#@\\s'\"]*):[^\\s'\"]*@";
    private static final String SECRET_PARAMETER =
            "(?i)([?&\\s][^=&\\s]*(?:password|passfile|secret)[^=&\\s]*=)[^&\\s'\"]*";

    private Printable() {}

    /** The text in one line, tabs replaced by blanks and other control characters by their codes. */
    public static String line(String text) {
        return shown(text, false);
    }

    /** The text with its line breaks kept, tabs replaced by blanks and other control characters by their codes. */
    public static String lines(String text) {
        return shown(text, true);
    }

    /** The text with the passwords of all URLs in it replaced by {@code ***}. */
    public static String masked(String text) {
        return text.replaceAll(PASSWORD_IN_URL, "$1:***@").replaceAll(SECRET_PARAMETER, "$1***");
    }

    private static String shown(String text, boolean keepLineFeeds) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' && keepLineFeeds) {
                shown.append('\n');
            } else if (c == '\t') {
                // Servers indent parts of their messages with it; its code would only hide what is meant.
                shown.append(' ');
            } else if (unprintable(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** Format characters too: they hide or reorder what follows them. */
    private static boolean unprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
