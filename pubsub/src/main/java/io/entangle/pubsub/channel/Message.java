package io.entangle.pubsub.channel;

import io.entangle.type.AtomType;
import io.entangle.value.Doc;

/** An event that has come from somewhere. */
public interface Message {
    /** {@return the event} */
    Event event();

    /** {@return what the event is} */
    default String id() {
        return event().id();
    }

    /** {@return what it says} */
    default Doc data() {
        return event().data();
    }

    /**
     * {@return what it says, as a value of a type}
     *
     * @param type how the value is decoded
     * @param <T> the type of the value
     * @throws io.entangle.value.InvalidValueException if it is none; a handler may let that through: it is told to whoever
     *     sent the event
     */
    default <T> T as(AtomType<T> type) {
        return event().as(type);
    }
}
