/** The keysets of a repository: found in its store, opened with the passphrase when they are needed. */
package io.holdfast.repository.key;
