/** The repository format, checked from outside: stored examples of each version, and reading by hand. */
package io.holdfast.cli.format;
