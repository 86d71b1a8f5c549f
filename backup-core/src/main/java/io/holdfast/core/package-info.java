/**
 * The domain of Holdfast: what a backup is, when it counts, and how it is taken and brought back.
 *
 * <p>Nothing in here knows a technology. The packages below hold values and pure policies, {@code port} what the outside
 * world has to provide, {@code usecase} what Holdfast can do. The only dependency is the JDK.
 */
package io.holdfast.core;
