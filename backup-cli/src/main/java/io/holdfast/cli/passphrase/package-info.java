/** Where a command has the passphrase from: a file, the environment, or the person at the terminal. */
package io.holdfast.cli.passphrase;
