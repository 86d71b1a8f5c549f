/** What the documents show is compiled and run. */
package io.holdfast.cli.documents;
