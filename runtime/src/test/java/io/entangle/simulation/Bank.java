package io.entangle.simulation;

import io.entangle.value.Doc;
import java.util.List;

/** Accounts of which each atom holds one; groups of writes move amounts between them, so that the sum stays. */
final class Bank {
    static final String ACCOUNT = "account";
    static final long FIRST = 100;

    private final boolean isOpen;

    Bank(boolean isOpen) {
        this.isOpen = isOpen;
    }

    boolean isOpen() {
        return isOpen;
    }

    Doc open(Doc doc) {
        return isOpen ? doc.with(ACCOUNT, FIRST) : doc;
    }

    static long balance(Doc doc) {
        return doc.get(ACCOUNT, Long.class);
    }

    void check(String where, List<Doc> docs) {
        if (isOpen) {
            long sum = 0;
            for (Doc doc : docs) {
                sum += balance(doc);
            }
            Violation.unless(
                    sum == FIRST * docs.size(),
                    "writes of a group are seen together or not at all",
                    "%s has %d in all: %s",
                    where,
                    sum,
                    docs);
        }
    }
}
