/** The guided tour of {@code holdfast demo --once}: what it does step by step, and the report it ends with. */
package io.holdfast.cli.tour;
