/**
 * The contracts of dumping and restoring databases, the harness that an adapter's author writes to run them, and an
 * in-memory database server whose dumper and restorer pass them. Nothing in here knows a kind of database server.
 */
package io.holdfast.testkit.database;
