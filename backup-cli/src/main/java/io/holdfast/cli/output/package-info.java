/** What a command prints: reports as text or as one JSON document, failures, and the exit codes. Decides nothing. */
package io.holdfast.cli.output;
