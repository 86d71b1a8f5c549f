/** Shows how far long work has come: one line that is written over on a terminal, a line now and then elsewhere. */
package io.holdfast.cli.progress;
