/**
 * Values about backups: a {@link io.holdfast.core.bundle.Bundle} is what one run leaves, a dump one database's part of
 * it, a stream one part of a dump's bytes.
 */
package io.holdfast.core.bundle;
