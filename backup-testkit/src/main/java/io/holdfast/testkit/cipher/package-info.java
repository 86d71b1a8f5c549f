/** The contract of the port BundleCipher, what an adapter has to provide to be held to it, and a fast fake that keeps it. */
package io.holdfast.testkit.cipher;
