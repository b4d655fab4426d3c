package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import java.util.Locale;

/** The orders in which a database has its datoms: by entity, attribute, value, transaction, each in another sequence. */
public enum Index {
    /** By entity, attribute, value. */
    EAVT,
    /** By attribute, entity, value. */
    AEVT,
    /** By attribute, value, entity; without the attributes whose {@code :db/index} is false. */
    AVET;

    private final Keyword keyword = Keyword.of(name().toLowerCase(Locale.ROOT));

    /** {@return its name as a keyword, such as {@code :eavt}} */
    public Keyword keyword() {
        return keyword;
    }
}
