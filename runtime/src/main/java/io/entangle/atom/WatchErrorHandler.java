package io.entangle.atom;

/** Is told when a watch throws. */
@FunctionalInterface
public interface WatchErrorHandler {
    /** Logs the error to the system logger {@code io.entangle}. */
    WatchErrorHandler LOG = (key, error) -> System.getLogger("io.entangle")
            .log(System.Logger.Level.ERROR, "the watch \"" + key + "\" threw; other watches are unharmed", error);

    /**
     * A watch threw; it stays registered.
     *
     * @param key the key the watch is registered by
     * @param error what it threw
     */
    void watchThrew(Object key, Throwable error);
}
