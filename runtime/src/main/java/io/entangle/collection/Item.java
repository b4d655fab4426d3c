package io.entangle.collection;

import java.util.Objects;

/**
 * A record of a collection, and the id it is kept by.
 *
 * @param id the id
 * @param record the record
 * @param <T> the type of records
 */
public record Item<T>(String id, T record) {
    /**
     * Checks that nothing is missing.
     *
     * @param id not null
     * @param record not null
     */
    public Item {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(record, "record");
    }
}
