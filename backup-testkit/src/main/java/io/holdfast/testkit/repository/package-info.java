/**
 * The contract of {@link io.holdfast.core.port.BundleRepository}: its tests, the harness through which they reach an
 * implementation and its store, and an in-memory fake that passes them.
 */
package io.holdfast.testkit.repository;
