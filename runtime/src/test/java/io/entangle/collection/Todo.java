package io.entangle.collection;

import org.jspecify.annotations.Nullable;

/** What the tests' collections hold. */
record Todo(String text, @Nullable Integer priority, boolean done) {
    static Todo of(String text, int priority) {
        return new Todo(text, priority, false);
    }

    Todo checked() {
        return new Todo(text, priority, true);
    }

    Todo withPriority(@Nullable Integer other) {
        return new Todo(text, other, done);
    }
}
