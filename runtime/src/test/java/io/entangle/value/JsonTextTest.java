package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTextTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-0, 0",
        "-0.0, 0",
        "1.0, 1",
        "1e0, 1",
        "10e-1, 1",
        "9007199254740991, 9007199254740991",
        "-9007199254740991, -9007199254740991",
    })
    void parse_integerInAnyForm_isALong(String text, long expected) {
        assertThat(Doc.parse(text).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "1e-400, 0",
        "9007199254740992, 9007199254740992",
        "9007199254740993.0, 9007199254740992",
        "-9007199254740994, -9007199254740994",
        "1152921504606846976, 0x1p60",
        "1152921504606847000, 0x1p60",
        "-1152921504606847000, -0x1p60",
        "9223372036854775808, 0x1p63",
        "-9223372036854775808, -0x1p63",
        "9223372036854776000, 0x1p63",
        "100000000000000000000, 1e20",
        "123456789012345680000, 123456789012345680000",
        "1e21, 1e21",
        "1.7976931348623157e308, 1.7976931348623157e308",
    })
    void parse_otherNumber_isTheDouble(String text, double expected) {
        assertThat(Doc.parse(text)).isEqualTo(Doc.from(expected));
    }

    @Test
    void parse_largestDoubleInAllItsDigits_isRead() {
        String digits = new java.math.BigDecimal(Double.MAX_VALUE).toPlainString();

        assertThat(Doc.parse("-" + digits).value()).isEqualTo(-Double.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993",
                "-9007199254740993",
                "9223372036854775807",
                "1152921504606846977",
                "1152921504606847001",
                "100000000000000000001",
                "123456789012345678901234567890"
            })
    void parse_integerThatADoubleDoesNotHold_isRefusedByItsLiteral(String literal) {
        check(
                "[" + literal + "]",
                "line 1, column 2: numbers are integers within ±(2^53-1) and finite doubles, and " + literal
                        + " is neither exactly: hold it as a String, or as a double if its rounding is welcome");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "1e1000000000", "-1e1000000000", "1.8e308"})
    void parse_numberBeyondTheDoubles_isRefused(String literal) {
        check(literal, "line 1, column 1: numbers are finite doubles, but found " + literal);
    }

    @Test
    void parse_endlessNumbers_areRefusedAtOnce() {
        for (String number :
                List.of("9".repeat(1_000_000), "0." + "1".repeat(1_000_000), "1e" + "9".repeat(1_000_000))) {
            Assertions.assertTimeoutPreemptively(
                    SOON,
                    () -> assertThatThrownBy(() -> Doc.parse("[" + number + "]"))
                            .isInstanceOf(InvalidValueException.class)
                            .hasMessageContaining("exceeds the maximum allowed (1000"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                       | line 1, column 1: the text is empty, where a JSON value was expected
            ` `                      | line 1, column 2: the text is empty, where a JSON value was expected
            {"a":1,"a":2}            | line 1, column 8: a map has each key once, but the string "a" comes again
            {"a":1,"\\u0061":2}      | line 1, column 8: a map has each key once, but the string "a" comes again
            {"\\u0000":1}            | line 1, column 2: keys hold no NUL character, but found one at index 0 of a key of 1
            {"x":["\\ud800"]}        | line 1, column 7: strings are valid Unicode, but found the lone surrogate U+D800 at index 0 of a string of 1
            1 2                      | line 1, column 3: the text goes on after its value
            {} []                    | line 1, column 4: the text goes on after its value
            """)
    void parse_outsideTheDomain_saysWhereAndWhat(String text, String message) {
        check(text, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,]",
                "{\"a\":1,}",
                "// c\n1",
                "/* c */ 1",
                "# c\n1",
                "'a'",
                "{a:1}",
                "NaN",
                "Infinity",
                "-Infinity",
                "+1",
                ".5",
                "5.",
                "01",
                "0x10",
                "1e",
                "[",
                "{\"a\"",
                "\"a",
                "tru",
                "TRUE",
                "1]",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\ufeff{}",
                "[,1]",
                "[1 2]",
                "{\"a\" 1}",
                "{1:1}",
                "nulll",
                "\u00a01",
                "{\"\\ud800\":0}",
                "{\"\\udc00\":0}",
                "{\"\ud800\":0}",
                "{\"a\":\"\udc00\"}"
            })
    void parse_notJson_isRefused(String text) {
        assertThatThrownBy(() -> Doc.parse(text))
                .isInstanceOf(InvalidValueException.class)
                .message()
                .matches("line \\d+, column \\d+: [^\\n]+");
    }

    @Test
    void parse_errorInALaterLine_saysTheLine() {
        check(
                "{\n  \"a\": [1,\n    2 3]\n}",
                "line 3, column 7: Unexpected character ('3' (code 51)):"
                        + " was expecting comma to separate Array entries");
        check(
                "[\n",
                "line 2, column 1: Unexpected end-of-input: expected close marker for Array (start marker at line 1, column 1)");
    }

    @Test
    void parse_deepestDocument_isReadAndOneDeeperRefused() {
        int depth = Doc.MAX_DEPTH;
        String lists = "[".repeat(depth) + "]".repeat(depth);
        String maps = "{\"\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);

        assertThat(Doc.parse(lists).toCanonicalJson()).isEqualTo(lists);
        assertThat(Doc.parse(maps).toCanonicalJson()).isEqualTo(maps);
        check("[" + lists + "]", "line 1, column 65: documents nest at most 64 containers deep");
        check("[".repeat(100_000), "line 1, column 65: documents nest at most 64 containers deep");
        check(
                "[{\"\":".repeat(50_000),
                "line 1, column 321: documents nest at most 64 containers deep"
                        .replace("321", String.valueOf(32 * 5 + 1)));
    }

    @Test
    void parse_longStringsAndKeys_areRead() {
        String text = "x".repeat(25_000_000);

        assertThat(Doc.parse("\"" + text + "\"").value()).isEqualTo(text);
        assertThat(Doc.parse("{\"" + text + "\":1}").get(text)).isEqualTo(1L);
    }

    @Test
    void parse_keysOfOneHash_costNoMoreThanOthers() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 1 << 15; i++) {
            text.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 15; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\":1");
        }

        Doc doc = Assertions.assertTimeoutPreemptively(
                SOON, () -> Doc.parse(text.append('}').toString()));

        assertThat(doc.size()).isEqualTo(1 << 15);
    }

    /** Two keys that collide under hash * 33 + char, which the parser's symbol table uses with a seed. */
    @Test
    void parse_keysThatCollideInTheParsersTable_areRead() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 1 << 12; i++) {
            text.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 12; bit++) {
                text.append((i >> bit & 1) == 0 ? "Ab" : "BA");
            }
            text.append("\":1");
        }

        assertThat(Doc.parse(text.append('}').toString()).size()).isEqualTo(1 << 12);
    }

    @ParameterizedTest
    @CsvSource({
        "5b 22 c3 28 22 5d, 'line 1, column 3: malformed UTF-8 at byte 2'",
        "5b 0a 22 41 ff, 'line 2, column 3: malformed UTF-8 at byte 4'",
        "22 c0 80 22, 'line 1, column 2: malformed UTF-8 at byte 1'",
        "22 ed a0 80 22, 'line 1, column 2: malformed UTF-8 at byte 1'",
        "22 ed a0 bd ed b8 80 22, 'line 1, column 2: malformed UTF-8 at byte 1'",
        "22 f4 90 80 80 22, 'line 1, column 2: malformed UTF-8 at byte 1'",
        "22 e2 82, 'line 1, column 2: malformed UTF-8 at byte 1'",
    })
    void parse_malformedUtf8_isRefused(String bytes, String message) {
        assertThatThrownBy(
                        () -> DocJson.parse(java.util.HexFormat.ofDelimiter(" ").parseHex(bytes)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }

    @Test
    void parse_otherEncodingsAndByteOrderMarks_areRefused() {
        for (byte[] bytes : List.of(
                "[]".getBytes(StandardCharsets.UTF_16LE),
                "[]".getBytes(StandardCharsets.UTF_16BE),
                "\ufeff[]".getBytes(StandardCharsets.UTF_16LE),
                "\ufeff[]".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> DocJson.parse(bytes)).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void parse_utf8_isReadAsItsText() {
        Doc doc = DocJson.parse("{\"é€😀\":\"\\ud83d\\ude00\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(doc).isEqualTo(Doc.of("é€😀", "😀"));
    }

    private static void check(String text, String message) {
        assertThatThrownBy(() -> Doc.parse(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }
}
