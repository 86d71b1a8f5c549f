/** What surrounds the process: standard streams, environment, and the person at the terminal, if there is one. */
package io.holdfast.cli.terminal;
