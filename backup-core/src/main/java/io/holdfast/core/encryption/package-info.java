/** Values of encryption at rest: the passphrase that a person knows and the names of the keysets that it opens. */
package io.holdfast.core.encryption;
