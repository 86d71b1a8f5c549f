/** The two JSON documents of a repository: its own, and the manifest of a dump; plain or sealed. */
package io.holdfast.repository.manifest;
