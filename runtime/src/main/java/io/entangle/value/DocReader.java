package io.entangle.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value of the domain of {@link Doc}. What is allocated stands in proportion to the input, however many small
 * containers it has: an empty one takes nothing, and the items of all lists are collected in one array.
 */
final class DocReader {
    /** No finite double has an integer literal longer than this: a sign and 309 digits. */
    private static final int MAX_INTEGER_CHARS = 310;

    private static final double TWO_TO_63 = 0x1p63;

    private final JsonParser parser;
    /** The items of the lists under way, those of the innermost last. */
    private Object[] items = VectorTrie.EMPTY;

    private int top;

    private DocReader(JsonParser parser) {
        this.parser = parser;
    }

    /** {@return the value that begins at the parser's current token} */
    static @Nullable Object read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        boolean isContainer = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        return isContainer ? new DocReader(parser).value(token, Doc.MAX_DEPTH) : scalar(parser, token);
    }

    private @Nullable Object value(@Nullable JsonToken token, int depthLeft) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            return map(depthLeft);
        }
        return token == JsonToken.START_ARRAY ? list(depthLeft) : scalar(parser, token);
    }

    private static @Nullable Object scalar(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new EOFException("the input ends where a value was expected");
        }
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> Domain.string(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> real(parser);
            default ->
                throw new InvalidValueException(
                        "expected null, a boolean, a number, a string, a list or a map, but found the token " + token);
        };
    }

    private Doc map(int depthLeft) throws IOException {
        if (depthLeft == 0) {
            throw Domain.tooDeep();
        }
        PersistentMap<String, @Nullable Object> map = PersistentMap.empty();
        int deepest = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            if (token != JsonToken.FIELD_NAME) {
                throw new EOFException("the input ends within a map");
            }
            String key = Domain.key(parser.currentName());
            if (map.containsKey(key)) {
                throw new InvalidValueException(
                        "a map has each key once, but " + Domain.describe(key) + " comes again");
            }
            Object value = value(parser.nextToken(), depthLeft - 1);
            deepest = Math.max(deepest, Doc.depthOf(value));
            map = map.with(key, value);
        }
        return Doc.ofMap(map, deepest);
    }

    private Doc list(int depthLeft) throws IOException {
        if (depthLeft == 0) {
            throw Domain.tooDeep();
        }
        int start = top;
        int deepest = 0;
        VectorAssembler leaves = null;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Object item = value(token, depthLeft - 1);
            deepest = Math.max(deepest, Doc.depthOf(item));
            if (top - start == VectorTrie.WIDTH) {
                leaves = leaves == null ? new VectorAssembler() : leaves;
                leaves.addLeaf(taken(start), 0, VectorTrie.WIDTH);
            }
            push(item);
        }
        Object[] last = taken(start);
        if (leaves == null) {
            return Doc.ofList(PersistentVector.ofLeaf(last), deepest);
        }
        leaves.addLeaf(last, 0, last.length);
        return Doc.ofList(leaves.vector(), deepest);
    }

    private void push(@Nullable Object item) {
        if (top == items.length) {
            items = Arrays.copyOf(items, Math.max(VectorTrie.WIDTH, 2 * top));
        }
        items[top++] = item;
    }

    /** {@return the items from one on, which are taken off} */
    private Object[] taken(int start) {
        Object[] taken = start == top ? VectorTrie.EMPTY : Arrays.copyOfRange(items, start, top);
        top = start;
        return taken;
    }

    private static Object integer(JsonParser parser) throws IOException {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = parser.getLongValue();
            if (value >= -Domain.MAX_INTEGER && value <= Domain.MAX_INTEGER) {
                return value;
            }
            double nearest = value;
            if (nearest < TWO_TO_63 && (long) nearest == value) {
                return Domain.real(nearest); // as below, without the digits
            }
        }
        return bigInteger(parser.getText());
    }

    /**
     * An integer beyond 2^53-1 is a value only if no digit of it is lost: if a double holds it exactly, or if its
     * digits are those that the double itself is written with.
     */
    private static Object bigInteger(String literal) {
        if (literal.length() <= MAX_INTEGER_CHARS) {
            double nearest = Double.parseDouble(literal);
            if (Double.isFinite(nearest) && (isWritten(literal, nearest) || isExactly(literal, nearest))) {
                return Domain.real(nearest);
            }
        }
        throw new InvalidValueException(
                "numbers are integers within ±(2^53-1) and finite doubles, and " + shown(literal)
                        + " is neither exactly: hold it as a String, or as a double if its rounding is welcome");
    }

    private static boolean isWritten(String literal, double value) {
        StringBuilder canonical = new StringBuilder();
        CanonicalJson.number(canonical, value);
        return literal.contentEquals(canonical);
    }

    private static boolean isExactly(String literal, double value) {
        return new BigDecimal(value).toBigIntegerExact().equals(new BigInteger(literal));
    }

    private static Object real(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new InvalidValueException("numbers are finite doubles, but found " + shown(parser.getText()));
        }
        return Domain.real(value);
    }

    private static String shown(String literal) {
        return literal.length() <= 40 ? literal : literal.substring(0, 40) + "… (" + literal.length() + " characters)";
    }
}
