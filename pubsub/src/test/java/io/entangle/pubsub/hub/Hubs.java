package io.entangle.pubsub.hub;

import io.entangle.journal.MemoryJournal;
import io.vertx.core.Vertx;

/**
 * Hubs for tests that hold wherever the atoms are: in memory, or, with {@code -Dtest.journal=memory}, on a journal, whose
 * answers come later and from another thread.
 */
public final class Hubs {
    private Hubs() {}

    /** A builder of a hub as this run of the tests has it. */
    public static HubBuilder builder(Vertx vertx) {
        HubBuilder builder = Hub.builder(vertx);
        return System.getProperty("test.journal", "none").equals("memory")
                ? builder.journal(new MemoryJournal())
                : builder;
    }
}
