/** The one exception of Holdfast, its closed list of kinds, and nothing else. */
package io.holdfast.core.failure;
