package io.entangle.pubsub.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/** What is logged goes to standard error, a line each, unless the JVM was told something else. */
final class Logging {
    private Logging() {}

    static void begin() {
        boolean isConfigured = System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null;
        if (isConfigured) {
            return;
        }
        try (InputStream in = Logging.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(in);
        } catch (IOException e) {
            // what is logged then looks as the JVM has it
        }
    }
}
