/**
 * A {@link io.holdfast.core.port.BlobStore} on a folder of the local file system: a blob is a file under its own name.
 * Nothing in here knows what the blobs mean.
 */
package io.holdfast.local;
