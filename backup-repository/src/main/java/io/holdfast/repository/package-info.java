/**
 * The storage engine: bundles as content-addressed, sealed blobs in any BlobStore, as docs/repository-format.md has it.
 */
package io.holdfast.repository;
