/**
 * The contract of every port as abstract test classes, harnesses to run them on an adapter, and fakes that pass them.
 */
package io.holdfast.testkit;
