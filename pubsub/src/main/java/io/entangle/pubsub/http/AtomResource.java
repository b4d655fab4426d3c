package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An atom as HTTP sees it: its value is a document, whatever its type. Thread-safe; futures may complete on any thread.
 * What can't be done fails with a {@link ResourceException} and leaves the atom as it was.
 */
public interface AtomResource {
    /** {@return what is shown now} */
    Revision current();

    /**
     * {@return what was shown at a version of the current epoch} Fails with {@link ResourceException.Reason#UNKNOWN_VERSION}
     * for one there never was, {@link ResourceException.Reason#FORGOTTEN} for one that is kept no longer.
     *
     * @param version its number, not negative
     */
    Future<Revision> at(long version);

    /**
     * {@return what was shown at an instant: the newest version that is not younger} For an instant to come, what is
     * shown now. Fails with {@link ResourceException.Reason#UNKNOWN_VERSION} for one before the first version,
     * {@link ResourceException.Reason#FORGOTTEN} for one whose version is kept no longer.
     *
     * @param time the instant
     */
    Future<Revision> at(Instant time);

    /**
     * {@return what is shown after a write} Equal to what was shown before if the change changed nothing. Fails with
     * {@link ResourceException.Reason#STALE} if another version is expected than there is, with {@code REFUSED},
     * {@code TOO_LARGE} or {@code UNAVAILABLE}; with a {@link io.entangle.atom.RefusedException} if a validator refuses
     * the value, with an {@link io.entangle.value.InvalidValueException} if it is no value of the atom's type, with a {@link
     * io.entangle.replica.RefusedWriteException} if the writer may not change what is changed; and with whatever {@code change}
     * throws.
     *
     * @param expected the version the atom must have; null for any: then {@code change} is run again if others write
     *     meanwhile
     * @param writer who writes
     * @param change makes the new value of the old one, without effects
     */
    Future<Revision> write(@Nullable Version expected, Writer writer, UnaryOperator<Doc> change);

    /**
     * {@return what happened from one version to another of the current epoch, oldest first} Begins with the oldest that
     * is kept, if {@code from} is kept no longer.
     *
     * @param from the first version asked for, at least 1 and not above the current one
     * @param to the last one, not below {@code from} and not above the current one
     * @param limit how many at most, at least 1; the page may hold fewer, but at least one
     */
    Future<HistoryPage> history(long from, long to, int limit);
}
