package io.holdfast.cli.command;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name that a database has on its server, for a person to type. */
final class TargetName {

    private static final Pattern FORM = Pattern.compile("(?:postgresql|postgres)://[^/?#]*/([^/?#]+)(?:\\?[^#]*)?");

    private TargetName() {}

    /**
     * The name in the URL's path.
     *
     * @throws BackupFailure INVALID where it has none
     */
    static String of(ConnectionUrl url) {
        Matcher matcher = FORM.matcher(url.reveal());
        if (!matcher.matches()) {
            throw BackupFailure.of(FailureKind.INVALID, "--to: " + url + " names no database")
                    .withHint("Write it as postgresql://user@host:5432/new_name");
        }
        // In a path a plus sign is a plus sign; the decoder is one for forms.
        String name = matcher.group(1).replace("+", "%2B");
        return Arguments.value("--to", () -> URLDecoder.decode(name, StandardCharsets.UTF_8));
    }
}
