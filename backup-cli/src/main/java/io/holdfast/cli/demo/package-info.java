/**
 * What the demo stands on: an embedded PostgreSQL server, sample databases that are generated inside a server, and an exact
 * comparison of two databases. Nothing here is needed to back up or restore; the command that uses it lives elsewhere.
 */
package io.holdfast.cli.demo;
