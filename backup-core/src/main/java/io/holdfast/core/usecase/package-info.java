/** What Holdfast can do: the listing of this package is the list of its features. Each has one public method. */
package io.holdfast.core.usecase;
