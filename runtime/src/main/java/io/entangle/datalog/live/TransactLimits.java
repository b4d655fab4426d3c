package io.entangle.datalog.live;

import io.entangle.datalog.edn.EdnLimits;
import java.util.Objects;

/**
 * What a transaction may ask for that reaches a hub as text. What it costs grows with the forms of its text, at worst, where many
 * temporary ids turn out late to mean entities that are there, with their square. What the transaction functions do that it calls
 * is the application's own matter.
 *
 * @param text the limits of its text
 * @param maxDatoms how many datoms it may assert and retract
 */
public record TransactLimits(EdnLimits text, int maxDatoms) {
    /** A text of 256 K characters, 8 K forms, 64 deep, numbers of 100 digits; 10,000 datoms. */
    public static final TransactLimits DEFAULT = new TransactLimits(new EdnLimits(256 << 10, 8 << 10, 64, 100), 10_000);

    /** For transactions of those that are trusted: any number of datoms, and texts within {@link EdnLimits#GENEROUS}. */
    public static final TransactLimits NONE = new TransactLimits(EdnLimits.GENEROUS, Integer.MAX_VALUE);

    /**
     * Checks the limits.
     *
     * @param text not null
     * @param maxDatoms at least 1
     * @throws IllegalArgumentException if the number is less
     */
    public TransactLimits {
        Objects.requireNonNull(text, "text");
        if (maxDatoms < 1) {
            throw new IllegalArgumentException("a transaction makes 1 or more datoms, not at most " + maxDatoms);
        }
    }
}
