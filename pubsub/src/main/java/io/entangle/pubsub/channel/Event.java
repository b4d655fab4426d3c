package io.entangle.pubsub.channel;

import io.entangle.pubsub.protocol.Shown;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Something of the application's that is said once, unlike an atom's value, which stays. Immutable.
 *
 * @param id what it is: two or more words with slashes between them, as {@code "chat/say"}, of 3 to 255 characters out of
 *     {@code A-Z a-z 0-9 . _ : - /}
 * @param data what it says
 */
public record Event(String id, Doc data) {
    /** The longest id. */
    public static final int MAX_ID_LENGTH = 255;

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._:-]+(/[A-Za-z0-9._:-]+)+");

    /**
     * Checks the id.
     *
     * @param id the id
     * @param data not null
     */
    public Event {
        Objects.requireNonNull(data, "data");
        if (!isValidId(id)) {
            throw new IllegalArgumentException("an event's id is two or more words with slashes between them, as"
                    + " \"chat/say\", of at most " + MAX_ID_LENGTH
                    + " characters out of A-Z a-z 0-9 . _ : - /, but found \""
                    + Shown.of(id) + "\"");
        }
    }

    /**
     * {@return an event}
     *
     * @param id what it is
     * @param data what it says
     */
    public static Event of(String id, Doc data) {
        return new Event(id, data);
    }

    /**
     * {@return an event that says no more than what it is}
     *
     * @param id what it is
     */
    public static Event of(String id) {
        return new Event(id, Doc.of());
    }

    /**
     * {@return an event of a typed value}
     *
     * @param id what it is
     * @param type how the value is encoded
     * @param value what it says
     * @param <T> the type of the value
     */
    public static <T> Event of(String id, AtomType<T> type, T value) {
        return new Event(id, type.encode(value));
    }

    /**
     * {@return whether that is an event's id}
     *
     * @param id any text
     */
    public static boolean isValidId(String id) {
        return id.length() <= MAX_ID_LENGTH && VALID.matcher(id).matches();
    }

    /**
     * {@return what it says, as a value of a type}
     *
     * @param type how the value is decoded
     * @param <T> the type of the value
     * @throws io.entangle.value.InvalidValueException if it is none; the message says what was expected and found
     */
    public <T> T as(AtomType<T> type) {
        return type.decode(data);
    }
}
