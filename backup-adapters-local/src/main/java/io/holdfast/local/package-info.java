/**
 * A BlobStore on a folder of the local file system.
 */
package io.holdfast.local;
