/**
 * Streams as chunks: cutting, naming, sealing, writing and reading them. Nothing here knows what a bundle is.
 */
package io.holdfast.repository.chunk;
