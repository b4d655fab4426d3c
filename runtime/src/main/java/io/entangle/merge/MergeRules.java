package io.entangle.merge;

import io.entangle.value.Path;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a merge has to know of the places in a document. Immutable.
 *
 * @param strategies gives the strategy for a field
 * @param records whether a record stands at a place: what is there whole or not at all. Who has not seen that it was removed
 *     can't bring back a part of it
 */
public record MergeRules(Function<Path, Strategy> strategies, Predicate<Path> records) {
    /** Of documents where nothing is known: last write wins, and maps are their fields. */
    public static final MergeRules DOCUMENT = new MergeRules(any -> Strategy.LAST_WRITE_WINS, any -> false);

    /**
     * {@return the rules of last write wins with records}
     *
     * @param records whether a record stands at a place
     */
    public static MergeRules ofRecords(Predicate<Path> records) {
        return new MergeRules(any -> Strategy.LAST_WRITE_WINS, records);
    }
}
