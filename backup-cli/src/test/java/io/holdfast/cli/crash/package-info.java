/** Processes and servers killed at seeded moments of every operation that changes anything, and what must hold afterwards. */
package io.holdfast.cli.crash;
