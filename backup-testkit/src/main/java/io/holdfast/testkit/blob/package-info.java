/**
 * The contract of {@link io.holdfast.core.port.BlobStore}, the harness that an adapter's author implements to run it, a
 * store in memory, and decorators that make any store fail, wait, or tell what was asked of it.
 */
package io.holdfast.testkit.blob;
