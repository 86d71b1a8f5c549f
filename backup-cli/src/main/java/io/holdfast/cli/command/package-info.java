/** The commands: what is read from the command line, which use case serves it, which report comes out. */
package io.holdfast.cli.command;
