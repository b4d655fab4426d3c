package io.entangle.pubsub.kill;

import io.entangle.value.Doc;
import java.util.List;

/** The two atoms that are written to: what stands in them, and by which name. */
final class Accounts {
    static final String A = "a";
    static final String B = "b";
    static final List<String> ALL = List.of(A, B);

    /** A number for each writer, which it alone increments. */
    static final String COUNTS = "n";

    /** The sequence of each writer's last edit. */
    static final String LAST = "last";

    /** Fields that all write, and behind them one for each writer. */
    static final String SHARED = "shared";

    static final int SHARED_FIELDS = 32;

    /** A number that all increment. */
    static final String TOTAL = "total";

    /** What stands here is in both atoms together always zero. */
    static final String BANK = "bank";

    static final Doc EMPTY = Doc.of(COUNTS, Doc.of(), LAST, Doc.of(), SHARED, Doc.of(), TOTAL, 0, BANK, 0);

    private Accounts() {}

    static String mountPoint(int port) {
        return "ws://127.0.0.1:" + port + "/entangle";
    }

    /** What an atom holds of an amount: the one has it, the other owes it. */
    static long share(String atom, long amount) {
        return atom.equals(A) ? amount : -amount;
    }

    static String shared(int number) {
        return "k" + number;
    }
}
