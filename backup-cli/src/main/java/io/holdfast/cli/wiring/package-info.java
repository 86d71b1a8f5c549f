/** Puts adapters, engine and use cases together, one Guice module each; the only place that asks the machine what time it is. */
package io.holdfast.cli.wiring;
