/**
 * The plug-in list: what the outside world has to provide.
 *
 * <p>Each port carries its contract as numbered rules. The contract kit has tests for every rule, so an adapter that
 * passes the kit can stand in for any other.
 */
package io.holdfast.core.port;
