package io.holdfast.testkit.database;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a database in memory is.
 *
 * @param user who signs in
 * @param password the password that is given, right or wrong
 * @param host where
 * @param database the database's name, which nobody need have
 */
record FakeAddress(String user, String password, String host, String database) {

    private static final String SCHEME = "fake://";

    /** Reads a URL. */
    static FakeAddress of(ConnectionUrl url) {
        if (!url.reveal().startsWith(SCHEME)) {
            throw BackupFailure.of(FailureKind.INVALID, url + " is no address of a database in memory");
        }
        URI uri = URI.create(url.reveal());
        String[] user = uri.getRawUserInfo().split(":", 2);
        return new FakeAddress(
                decode(user[0]),
                decode(user[1]),
                uri.getHost(),
                decode(uri.getRawPath().substring(1)));
    }

    /** The same as a URL. */
    ConnectionUrl url() {
        return new ConnectionUrl(SCHEME + encode(user) + ":" + encode(password) + "@" + host + "/" + encode(database));
    }

    private static String encode(String text) {
        // What a form encodes as +, a URL's path does not.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
