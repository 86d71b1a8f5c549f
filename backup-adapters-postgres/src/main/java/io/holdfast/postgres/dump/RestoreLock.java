package io.holdfast.postgres.dump;

import java.util.HexFormat;

/**
 * Tells everybody on a server that a restore is running in a staging database: an advisory lock of a session that lives as
 * long as the restore does and ends with its process. It is taken before the staging database is made, so that there is no
 * moment at which one that is wanted looks abandoned.
 */
final class RestoreLock {

    /** The first half of the key: "hold". */
    private static final int KEY = 0x686f6c64;

    /** So that the lock of a machine that has vanished is gone after some minutes, not hours. */
    private static final String VANISHED_PEER = "SELECT pg_catalog.set_config('tcp_keepalives_idle', '60', false),"
            + " pg_catalog.set_config('tcp_keepalives_interval', '20', false),"
            + " pg_catalog.set_config('tcp_keepalives_count', '6', false)";

    private RestoreLock() {}

    /** Takes it for as long as the session lives. Several sessions of one restore may have it. */
    static void take(PostgresSession session, String staging) {
        String what = "mark the restore into " + staging + " as running";
        session.query(what, VANISHED_PEER, row -> "");
        session.query(
                what, "SELECT pg_catalog.pg_advisory_lock_shared(" + KEY + ", " + secondKey(staging) + ")", row -> "");
    }

    /** Whether some session has it, in whatever database of the server. */
    static boolean isTaken(PostgresSession session, String staging) {
        return session.one(
                "look whether the restore into " + SqlText.shown(staging) + " is running",
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
                        + " AND classid = " + Integer.toUnsignedString(KEY) + " AND objid = "
                        + Integer.toUnsignedString(secondKey(staging)) + ")",
                row -> row.getBoolean(1));
    }

    /** From the random end of the name, which is known before the database is there. */
    private static int secondKey(String staging) {
        return HexFormat.fromHexDigits(staging, staging.length() - Integer.BYTES * 2, staging.length());
    }
}
