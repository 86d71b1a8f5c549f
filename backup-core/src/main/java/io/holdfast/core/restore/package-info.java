/** Policies of restoring. */
package io.holdfast.core.restore;
