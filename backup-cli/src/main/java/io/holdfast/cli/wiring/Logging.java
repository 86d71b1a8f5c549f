package io.holdfast.cli.wiring;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much of what adapters log is shown on standard error; warnings, unless told otherwise. */
public final class Logging {

    private Logging() {}

    /** Shows one line a finished step too. */
    public static void verbose() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.INFO);
        }
    }
}
