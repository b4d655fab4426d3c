package io.entangle.datalog.edn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EDN texts and the Java values they stand for:
 *
 * <table>
 * <caption>EDN and Java</caption>
 * <tr><th>EDN</th><th>Java</th></tr>
 * <tr><td>{@code nil}, {@code true}, {@code false}</td><td>null, {@link Boolean}</td></tr>
 * <tr><td>{@code 42}, {@code 42N}</td><td>{@link Long}; {@link java.math.BigInteger} beyond 64 bits</td></tr>
 * <tr><td>{@code 4.2}, {@code ##Inf}, {@code ##-Inf}, {@code ##NaN}</td><td>{@link Double}</td></tr>
 * <tr><td>{@code 4.2M}</td><td>{@link java.math.BigDecimal}</td></tr>
 * <tr><td>{@code 2/3}</td><td>{@link Ratio}</td></tr>
 * <tr><td>{@code "text"}, {@code \c}</td><td>{@link String}, {@link Character}</td></tr>
 * <tr><td>{@code :keyword}, {@code symbol}</td><td>{@link Keyword}, {@link Symbol}</td></tr>
 * <tr><td>{@code [1 2]}</td><td>{@link io.entangle.value.PersistentVector}, as any {@link List}</td></tr>
 * <tr><td>{@code (f 2)}</td><td>{@link EdnList}, a {@link List}</td></tr>
 * <tr><td>{@code {:a 1}}, {@code #{1 2}}</td><td>{@link java.util.Map}, {@link java.util.Set}, in the order of the text</td></tr>
 * <tr><td>{@code #inst "2030-01-31T12:00:00Z"}</td><td>{@link java.time.Instant}</td></tr>
 * <tr><td>{@code #uuid "…"}</td><td>{@link java.util.UUID}</td></tr>
 * <tr><td>{@code #uri "…"}</td><td>{@link java.net.URI}</td></tr>
 * <tr><td>{@code #bytes "…"}, in Base64</td><td>{@link Bytes}</td></tr>
 * <tr><td>{@code #tag form}</td><td>{@link Tagged}, unless the reader has a function for the tag</td></tr>
 * </table>
 *
 * <p>Comments, discarded forms ({@code #_}) and maps with a namespace ({@code #:person{:name "Ada"}}) are read too. All
 * that is read is immutable.
 */
public final class Edn {
    private Edn() {}

    /**
     * {@return the one form of a text, read within {@link EdnLimits#GENEROUS}}
     *
     * @param text one form, perhaps with space and comments around it
     * @throws EdnException if it is not EDN, or goes beyond the limits
     */
    public static @Nullable Object read(String text) {
        return EdnReader.standard().read(text);
    }

    /**
     * {@return all forms of a text, read within {@link EdnLimits#GENEROUS}}
     *
     * @param text forms, perhaps none
     * @throws EdnException if it is not EDN, or goes beyond the limits
     */
    public static List<@Nullable Object> readAll(String text) {
        return EdnReader.standard().readAll(text);
    }

    /**
     * {@return a value as EDN, such that {@link #read} gives an equal one} Integers of any size, {@code Float},
     * {@link java.util.Date}, {@code byte[]}, and collections of any kind are written as well, and read back as in the
     * table above.
     *
     * @param value the value, may be null
     * @throws IllegalArgumentException if EDN has no form for it or a part of it, or it is more than 1,000 deep
     */
    public static String write(@Nullable Object value) {
        return new EdnWriter().write(value).toString();
    }
}
