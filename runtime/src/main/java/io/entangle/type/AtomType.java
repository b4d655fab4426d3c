package io.entangle.type;

import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;

/**
 * How values of type {@code T} are compared, patched and encoded. Deltas and encoded forms of every type are in the
 * value domain of {@link Doc}, so peers that know the type and peers that only know documents (a browser, a command
 * line) replicate the same atom. Implementations are immutable and thread-safe.
 *
 * @param <T> the type of values, immutable
 */
public interface AtomType<T> {
    /** {@return the type of plain documents, where encoding does nothing} */
    static AtomType<Doc> doc() {
        return DocType.INSTANCE;
    }

    /**
     * {@return the type of a record or a sealed interface of records, worked out by reflection} Built once per class.
     * See {@code docs/types.md} for what components may hold and how each is encoded.
     *
     * @param type the record class, or a sealed interface all of whose implementations are records
     * @param <T> the same
     * @throws UnsupportedTypeException if a component, of this record or one below it, can't be handled; the message
     *     gives the way to it by component names
     */
    static <T> AtomType<T> of(Class<T> type) {
        return RecordTypes.of(type);
    }

    /**
     * {@return the type of maps from ids to records} Encoded they are maps as well, in which each record stands at its id.
     * None of the records is null. Built once per class.
     *
     * @param type the record class, or a sealed interface all of whose implementations are records
     * @param <T> the same
     * @throws UnsupportedTypeException as {@link #of}
     */
    static <T> AtomType<PersistentMap<String, T>> mapOf(Class<T> type) {
        return RecordTypes.mapOf(type);
    }

    /** {@return the name of the type in messages, for people} */
    String name();

    /**
     * {@return what changed from one value to another, field by field} Parts that are the same object are skipped.
     *
     * @param before the older value
     * @param after the newer value
     * @throws io.entangle.value.InvalidValueException if {@code after} is outside the value domain; the message gives
     *     the path
     */
    Delta diff(T before, T after);

    /**
     * Checks that a value which is to replace another is in the value domain, looking only at what changed.
     *
     * @param before the older value, known to be valid
     * @param after the newer value
     * @throws io.entangle.value.InvalidValueException if it is not; the message gives the path
     */
    default void check(T before, T after) {
        diff(before, after);
    }

    /**
     * {@return the value that a delta makes of another} What the delta leaves alone is the same object in both.
     *
     * @param before the value the delta was made for
     * @param delta the delta
     * @throws io.entangle.delta.DeltaMismatchException if the value is of another shape
     * @throws io.entangle.value.InvalidValueException if the result is no value of this type; the message gives the path
     */
    T apply(T before, Delta delta);

    /**
     * {@return whether putting one value in the place of another changes nothing} Equal values are the same, unless there is
     * more to them than what {@code equals} compares; then {@link #diff} finds that too.
     *
     * @param before the one
     * @param after the other
     */
    default boolean isSame(T before, T after) {
        return after.equals(before);
    }

    /**
     * {@return whether a set of elements stands at a path of the document form} Concurrent changes of sets merge as
     * add-wins.
     *
     * @param path the path
     */
    default boolean isSet(Path path) {
        return false;
    }

    /**
     * {@return whether a record stands at a path of the document form} A record is there whole or not at all: what is
     * written within it by somebody who has not seen that it was removed is lost, and brings back no part of it.
     *
     * @param path the path
     */
    default boolean isRecord(Path path) {
        return false;
    }

    /**
     * {@return the value as a document}
     *
     * @param value the value
     * @throws io.entangle.value.InvalidValueException if it is outside the value domain; the message gives the path
     */
    Doc encode(T value);

    /**
     * {@return the value of a document}
     *
     * @param doc what {@link #encode} makes; fields this type does not know are ignored
     * @throws io.entangle.value.InvalidValueException if it is no value of this type; the message gives the path, what
     *     was expected and what was found
     */
    T decode(Doc doc);
}
