package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CanonicalJsonTest {
    /** RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
    })
    void number_ofTheRfc_isWrittenSo(String bits, String expected) {
        check(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16)), expected);
    }

    /** As ECMAScript's Number.prototype.toString writes them. */
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-1, -1",
        "0.1, 0.1",
        "-0.5, -0.5",
        "100, 100",
        "123.456, 123.456",
        "1e-323, 1e-323",
        "1.5e-323, 1.5e-323",
        "2e-323, 2e-323",
        "2.5e-323, 2.5e-323",
        "2.2250738585072014E-308, 2.2250738585072014e-308",
        "1e-7, 1e-7",
        "1.5e-7, 1.5e-7",
        "0.00001, 0.00001",
        "9007199254740991, 9007199254740991",
        "1152921504606846976, 1152921504606847000",
        "9223372036854775807, 9223372036854776000",
        "1e20, 100000000000000000000",
        "123456789012345680000, 123456789012345680000",
        "1e21, 1e+21",
        "1.2e21, 1.2e+21",
        "1e100, 1e+100",
        "2e-3, 0.002",
        "2.0E23, 2e+23",
        "8.41E21, 8.41e+21",
        "9.5E-10, 9.5e-10",
    })
    void number_atAnEdgeOfTheLayout_isWrittenSo(double value, String expected) {
        check(value, expected);
    }

    /** RFC 8785, section 3.2.3. */
    @Test
    void map_keysOfTheRfc_areSortedByUtf16CodeUnits() {
        Doc map = Doc.of("\u20ac", "Euro Sign", "\r", "Carriage Return", "\ufb33", "Hebrew Letter Dalet With Dagesh")
                .with("1", "One")
                .with("\ud83d\ude00", "Emoji: Grinning Face")
                .with("\u0080", "Control")
                .with("\u00f6", "Latin Small Letter O With Diaeresis");

        String text = map.toCanonicalJson();

        List<String> order = List.of("Carr", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew");
        assertThat(order.stream().map(text::indexOf).toList()).isSorted().doesNotContain(-1);
    }

    /** RFC 8785, section 3.2.2. */
    @Test
    void document_ofTheRfc_isWrittenSo() {
        Doc document = Doc.parse("""
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""");

        check(
                document,
                "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void string_controls_areEscapedAsTheRfcSays() {
        StringBuilder controls = new StringBuilder();
        for (char c = 0; c < 0x21; c++) {
            controls.append(c);
        }

        check(
                controls.append("/\\\u007f\u0080\u2028😀").toString(),
                "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
                        + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c"
                        + "\\u001d\\u001e\\u001f /\\\\\u007f\u0080\u2028😀\"");
    }

    @Test
    void text_emptyContainersAndScalars_areWrittenSo() {
        check(Doc.of(), "{}");
        check(Doc.list(), "[]");
        check(Doc.list(Doc.of(), Doc.list(Doc.list())), "[{},[[]]]");
        check(Doc.of("", Doc.of("b", 1, "a", null)), "{\"\":{\"a\":null,\"b\":1}}");
        check(null, "null");
        check(true, "true");
        check("x", "\"x\"");
    }

    private static void check(Object value, String expected) {
        Doc doc = Doc.from(value);
        assertThat(doc.toCanonicalJson()).isEqualTo(expected);
        assertThat(Doc.parse(expected)).isEqualTo(doc);
    }
}
