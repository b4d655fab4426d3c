package io.entangle.datalog.edn;

import java.net.URI;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN within limits; {@link Edn} says what comes out. Whatever the text, reading ends with a value or an
 * {@link EdnException}, and takes time and memory in proportion to the text. Immutable.
 */
public final class EdnReader {
    private static final EdnReader STANDARD = new EdnReader(EdnLimits.GENEROUS, standardTags());

    private final EdnLimits limits;
    private final Map<Symbol, Function<@Nullable Object, @Nullable Object>> tags;

    private EdnReader(EdnLimits limits, Map<Symbol, Function<@Nullable Object, @Nullable Object>> tags) {
        this.limits = limits;
        this.tags = tags;
    }

    /** {@return the reader within {@link EdnLimits#GENEROUS} that knows the tags of {@link Edn}} */
    public static EdnReader standard() {
        return STANDARD;
    }

    private static Map<Symbol, Function<@Nullable Object, @Nullable Object>> standardTags() {
        return Map.of(
                Symbol.of("inst"), value -> EdnInstants.parse(text(value)),
                Symbol.of("uuid"), value -> uuid(text(value)),
                Symbol.of("uri"), value -> URI.create(text(value)),
                Symbol.of("bytes"), value -> Bytes.of(Base64.getDecoder().decode(text(value))));
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("expected a string, but found " + Edn.write(value));
    }

    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("expected 36 characters, but found \"" + text + "\"");
        }
        return uuid;
    }

    /**
     * {@return this reader within other limits}
     *
     * @param other the limits
     */
    public EdnReader within(EdnLimits other) {
        return new EdnReader(Objects.requireNonNull(other, "other"), tags);
    }

    /**
     * {@return this reader with a function for a tag, in place of the one it had, if any}
     *
     * @param tag the tag
     * @param function makes a value of what is read under the tag; a {@code RuntimeException} it throws becomes an
     *     {@link EdnException} of the same message
     */
    public EdnReader withTag(Symbol tag, Function<@Nullable Object, @Nullable Object> function) {
        Map<Symbol, Function<@Nullable Object, @Nullable Object>> more = new HashMap<>(tags);
        more.put(tag, Objects.requireNonNull(function, "function"));
        return new EdnReader(limits, Map.copyOf(more));
    }

    /**
     * {@return the one form of a text}
     *
     * @param text one form, perhaps with space and comments around it
     * @throws EdnException if it is not EDN, or goes beyond the limits
     */
    public @Nullable Object read(String text) {
        return new EdnScanner(text, limits, this).one();
    }

    /**
     * {@return all forms of a text}
     *
     * @param text forms, perhaps none
     * @throws EdnException if it is not EDN, or goes beyond the limits
     */
    public List<@Nullable Object> readAll(String text) {
        return new EdnScanner(text, limits, this).all();
    }

    /** What stands under a tag; throws what the tag's function does. */
    @Nullable
    Object tagged(Symbol tag, @Nullable Object value) {
        Function<@Nullable Object, @Nullable Object> function = tags.get(tag);
        return function == null ? new Tagged(tag, value) : function.apply(value);
    }
}
