package io.holdfast.cli.demo;

import io.holdfast.core.database.ConnectionUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What an exact comparison of two databases found: definitions of their objects, every row of every table and materialized
 * view (order does not matter), every sequence, every large object.
 *
 * <p>Rows are compared by their number and by two sums over the halves of the MD5 of each row's text, so one changed, missing
 * or additional value shows, whatever the order of the rows. It guards against defects, not against forgers.
 *
 * @param tables how many tables and materialized views the first database has
 * @param rows how many rows they have together
 * @param differences one sentence a difference; empty where both are equal
 */
public record DatabaseComparison(int tables, long rows, List<String> differences) {

    /** Copies the list. */
    public DatabaseComparison {
        differences = List.copyOf(differences);
    }

    /**
     * Compares two databases, each in one snapshot of its own, reading every row.
     *
     * @throws io.holdfast.core.failure.BackupFailure where one of them cannot be read
     */
    public static DatabaseComparison of(ConnectionUrl first, ConnectionUrl second) {
        DatabaseFingerprint one = DatabaseFingerprint.take(first);
        DatabaseFingerprint other = DatabaseFingerprint.take(second);
        TreeSet<String> objects = new TreeSet<>(one.objects().keySet());
        objects.addAll(other.objects().keySet());
        List<String> differences = new ArrayList<>();
        for (String object : objects) {
            String here = one.objects().get(object);
            String there = other.objects().get(object);
            if (there == null) {
                differences.add(object + " is in the first database only");
            } else if (here == null) {
                differences.add(object + " is in the second database only");
            } else if (!here.equals(there)) {
                differences.add(object + " is " + here + " in the first database, " + there + " in the second");
            }
        }
        return new DatabaseComparison(one.tables(), one.rows(), differences);
    }

    /** Whether no difference was found. */
    public boolean equal() {
        return differences.isEmpty();
    }
}
