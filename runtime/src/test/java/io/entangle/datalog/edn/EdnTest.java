package io.entangle.datalog.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EdnTest {
    private static void check(String text, Object expected) {
        assertThat(Edn.read(text)).as(text).isEqualTo(expected);
    }

    /** Reads to that value, and the value is written as that very text. */
    private static void checkBoth(String text, Object value) {
        check(text, value);
        assertThat(Edn.write(value)).isEqualTo(text);
    }

    private static void checkFault(String text, EdnError error, int line, int column) {
        EdnException e = catchThrowableOfType(EdnException.class, () -> Edn.read(text));
        assertThat(e).as(text).isNotNull();
        assertThat(e.error()).as(text + ": " + e.getMessage()).isEqualTo(error);
        assertThat(List.of(e.line(), e.column())).as(text).containsExactly(line, column);
        assertThat(e).hasMessageStartingWith(line + ":" + column + ": ");
    }

    private static Keyword k(String name) {
        return Keyword.of(name);
    }

    private static Symbol s(String name) {
        return Symbol.of(name);
    }

    @Test
    void read_constants_areNullAndBooleans() {
        checkBoth("nil", null);
        checkBoth("true", true);
        checkBoth("false", false);
    }

    @Test
    void read_integers_areLongsUntilTheyAreTooLarge() {
        checkBoth("0", 0L);
        checkBoth("-42", -42L);
        check("+7", 7L);
        check("-0", 0L);
        check("42N", 42L);
        checkBoth("9223372036854775807", Long.MAX_VALUE);
        checkBoth("-9223372036854775808", Long.MIN_VALUE);
        check("9223372036854775808", BigInteger.ONE.shiftLeft(63));
        checkBoth("9223372036854775808N", BigInteger.ONE.shiftLeft(63));
    }

    @Test
    void read_reals_areDoublesAndDecimals() {
        checkBoth("1.5", 1.5);
        check("1.", 1.0);
        check("1e3", 1000.0);
        check("-1.5E-3", -0.0015);
        checkBoth("-0.0", -0.0);
        checkBoth("##Inf", Double.POSITIVE_INFINITY);
        checkBoth("##-Inf", Double.NEGATIVE_INFINITY);
        checkBoth("##NaN", Double.NaN);
        checkBoth("1.50M", new BigDecimal("1.50"));
        check("3M", new BigDecimal("3"));
        check("1e3M", new BigDecimal("1e3"));
    }

    @Test
    void read_ratios_areInLowestTerms() {
        checkBoth("-2/3", Ratio.of(BigInteger.valueOf(-2), BigInteger.valueOf(3)));
        check("4/6", Ratio.of(BigInteger.TWO, BigInteger.valueOf(3)));
        check("4/2", 2L);
        assertThat(((Ratio) Edn.read("1/4")).doubleValue()).isEqualTo(0.25);
        assertThat(((Ratio) Edn.read("-7/2")).longValue()).isEqualTo(-3);
        assertThat((Ratio) Edn.read("1/3")).isLessThan((Ratio) Edn.read("1/2"));
    }

    @Test
    void read_strings_mayEscape() {
        checkBoth("\"\"", "");
        checkBoth("\"a\\\"b\\\\c\\n\\t\\r\\b\\f\"", "a\"b\\c\n\t\r\b\f");
        check("\"two\nlines ; no comment\"", "two\nlines ; no comment");
        check("\"\\u00e9 \\101\\0 \\377\"", "é A\0 ÿ");
        checkBoth("\"😀\"", "😀");
        check("\"\\uD83D\\uDE00\"", "😀");
    }

    @Test
    void read_characters_haveNames() {
        checkBoth("\\a", 'a');
        checkBoth("\\newline", '\n');
        checkBoth("\\space", ' ');
        checkBoth("\\tab", '\t');
        checkBoth("\\return", '\r');
        checkBoth("\\formfeed", '\f');
        checkBoth("\\backspace", '\b');
        checkBoth("\\u00e9", 'é');
        check("\\o101", 'A');
        check("\\u", 'u');
        check("\\o", 'o');
        check("[\\( \\] \\, \\\\ \\\"]", List.of('(', ']', ',', '\\', '"'));
    }

    @Test
    void read_names_areSymbolsAndKeywords() {
        checkBoth("?e", s("?e"));
        checkBoth("/", s("/"));
        checkBoth("clojure.string/blank?", Symbol.of("clojure.string", "blank?"));
        checkBoth("clojure.core//", Symbol.of("clojure.core", "/"));
        check(
                "[$ $2 % _ ... . -differ? + - <= .method Class. a' b:c# not=]",
                List.of(
                        s("$"),
                        s("$2"),
                        s("%"),
                        s("_"),
                        s("..."),
                        s("."),
                        s("-differ?"),
                        s("+"),
                        s("-"),
                        s("<="),
                        s(".method"),
                        s("Class."),
                        s("a'"),
                        s("b:c#"),
                        s("not=")));
        checkBoth(":name", k("name"));
        checkBoth(":person/name", Keyword.of("person", "name"));
        checkBoth(":1", k("1"));
        checkBoth(":_x", k("_x"));
        checkBoth(":größe/naïve", Keyword.of("größe", "naïve"));
        checkBoth("truer", s("truer"));
    }

    @Test
    void read_collections_keepTheirOrder() {
        checkBoth("[]", List.of());
        checkBoth("[1 [nil] (f)]", Arrays.asList(1L, Collections.singletonList(null), EdnList.of(s("f"))));
        checkBoth("(> ?a 17)", EdnList.of(s(">"), s("?a"), 17L));
        checkBoth("{}", Map.of());
        checkBoth("#{}", Set.of());
        assertThat((Map<?, ?>) Edn.read("{:b 1, :a 2 :c nil}")).hasToString("{:b=1, :a=2, :c=null}");
        assertThat((Set<?>) Edn.read("#{3 1 2}")).hasToString("[3, 1, 2]");
        assertThat(Edn.write(Edn.read("{:b 1 [2] #{3 (4)}}"))).isEqualTo("{:b 1, [2] #{3 (4)}}");
    }

    @Test
    void read_collections_areImmutable() {
        for (String text : List.of("[1]", "(1)", "#{1}")) {
            assertThat(catchThrowableOfType(
                            UnsupportedOperationException.class,
                            () -> ((java.util.Collection<?>) Edn.read(text)).clear()))
                    .as(text)
                    .isNotNull();
        }
        assertThat(catchThrowableOfType(
                        UnsupportedOperationException.class, () -> ((Map<?, ?>) Edn.read("{1 2}")).clear()))
                .isNotNull();
    }

    @Test
    void read_space_isAnythingAroundForms() {
        check(" ,\t\r\n 1 ; the end", 1L);
        check("[1;2\n3]", List.of(1L, 3L));
        check("[#_1 2 #_ #_ 3 4 #_[5 #_6]]", List.of(2L));
        check("#_ignored 1 #_(this too)", 1L);
        check("[a\"b\"\\c[d]#{f}]", List.of(s("a"), "b", 'c', List.of(s("d")), Set.of(s("f"))));
    }

    @Test
    void readAll_severalForms_areAList() {
        assertThat(Edn.readAll("")).isEmpty();
        assertThat(Edn.readAll(" 1 ; one\n nil #_2 [3]")).isEqualTo(Arrays.asList(1L, null, List.of(3L)));
    }

    @Test
    void read_tags_areInstantsAndTheLike() {
        checkBoth("#inst \"2030-01-31T12:00:00.123Z\"", Instant.parse("2030-01-31T12:00:00.123Z"));
        check("#inst \"2030-01-31T12:00:00.5+01:30\"", Instant.parse("2030-01-31T10:30:00.5Z"));
        check("#inst \"2030-01-31T12:00:00-00:00\"", Instant.parse("2030-01-31T12:00:00Z"));
        check("#inst \"2030\"", Instant.parse("2030-01-01T00:00:00Z"));
        check("#inst \"2030-06\"", Instant.parse("2030-06-01T00:00:00Z"));
        check("#inst \"2030-06-05\"", Instant.parse("2030-06-05T00:00:00Z"));
        check("#inst \"2030-06-05T23\"", Instant.parse("2030-06-05T23:00:00Z"));
        check("#inst \"2030-06-05T23:59\"", Instant.parse("2030-06-05T23:59:00Z"));
        checkBoth("#inst \"-0044-03-15T12:00:00Z\"", Instant.parse("-0044-03-15T12:00:00Z"));
        UUID uuid = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");
        checkBoth("#uuid \"550e8400-e29b-41d4-a716-446655440000\"", uuid);
        checkBoth("#uri \"http://example.com/?q=1\"", URI.create("http://example.com/?q=1"));
        checkBoth("#bytes \"AAH/\"", Bytes.of(new byte[] {0, 1, -1}));
    }

    @Test
    void read_otherTags_areKeptOrGivenToTheirFunction() {
        checkBoth("#my/tag [1 #other nil]", new Tagged(s("my/tag"), List.of(1L, new Tagged(s("other"), null))));
        EdnReader reader = EdnReader.standard().withTag(s("twice"), value -> 2 * (long) value);
        assertThat(reader.read("#twice #twice 3")).isEqualTo(12L);
        EdnException e = catchThrowableOfType(EdnException.class, () -> reader.read("\n #twice \"a\""));
        assertThat(e.error()).isEqualTo(EdnError.INVALID_TAG);
        assertThat(e).hasMessageStartingWith("2:2: #twice: ");
    }

    @Test
    void read_namespacedMap_qualifiesItsKeys() {
        check(
                "#:p{:name 1 :o/age 2 :_/id 3 sym 4 \"s\" 5}",
                Map.of(k("p/name"), 1L, k("o/age"), 2L, k("id"), 3L, s("p/sym"), 4L, "s", 5L));
        checkFault("#:p[1]", EdnError.INVALID_TAG, 1, 1);
        checkFault("#:p/q{}", EdnError.INVALID_TAG, 1, 1);
        checkFault("#:p", EdnError.INVALID_TAG, 1, 1);
    }

    @Test
    void read_unfinishedText_saysWhereItBegan() {
        checkFault("", EdnError.UNEXPECTED_END, 1, 1);
        checkFault(" ; nothing", EdnError.UNEXPECTED_END, 1, 11);
        checkFault("[1\n (2 3", EdnError.UNEXPECTED_END, 2, 2);
        checkFault("{1", EdnError.UNEXPECTED_END, 1, 1);
        checkFault(" \"abc", EdnError.UNEXPECTED_END, 1, 2);
        checkFault(" \"abc\\", EdnError.UNEXPECTED_END, 1, 2);
        checkFault("\\", EdnError.UNEXPECTED_END, 1, 1);
        checkFault("#_", EdnError.UNEXPECTED_END, 1, 1);
        checkFault("#tag", EdnError.UNEXPECTED_END, 1, 1);
    }

    @Test
    void read_brackets_mustMatch() {
        checkFault("[1)", EdnError.UNMATCHED_BRACKET, 1, 3);
        checkFault("}", EdnError.UNMATCHED_BRACKET, 1, 1);
        checkFault("1 ]", EdnError.UNMATCHED_BRACKET, 1, 3);
        checkFault("1\n 2", EdnError.EXTRA_FORM, 2, 2);
        checkFault("[#_]", EdnError.UNMATCHED_BRACKET, 1, 4);
    }

    @Test
    void read_whatIsNotEdn_isRefused() {
        for (String text : List.of("^a", "@a", "`a", "~a", "#\"a\"", "#(a)", "# a", "#")) {
            checkFault(text, EdnError.UNEXPECTED_CHARACTER, 1, 1);
        }
        for (String text : List.of("'a", "a/", "a/b/c", "//", "a/1")) {
            checkFault(text, EdnError.INVALID_SYMBOL, 1, 1);
        }
        for (String text : List.of(":", "::a", ":a/", ":/a", ":a/b/c", ":/")) {
            checkFault(text, EdnError.INVALID_KEYWORD, 1, 1);
        }
        for (String text :
                List.of("01", "1a", "1N2", "0x1F", "1.2.3", "1/0", "1/-2", "1e", "1.5N", "-1a", "##x", "1/2M")) {
            checkFault(text, EdnError.INVALID_NUMBER, 1, 1);
        }
        for (String text : List.of("\\abc", "\\u12", "\\uD800", "\\o400", "\\o9", "\\😀", "\\ ")) {
            checkFault(text, EdnError.INVALID_CHARACTER, 1, 1);
        }
        for (String text : List.of("\"\\x\"", "\"\\u12\"", "\"\\400\"", "\"\\u00e\"")) {
            checkFault(text, EdnError.INVALID_STRING, 1, 2);
        }
        for (String text : List.of("\"\\uD800\"", "\"\\uDE00\\uD83D\"")) {
            checkFault(text, EdnError.INVALID_STRING, 1, 1);
        }
        for (String text :
                List.of("#:a 1", "#1a 2", "#inst 1", "#inst \"yesterday\"", "#uuid \"1-1-1-1-1\"", "#bytes \"?\"")) {
            checkFault(text, EdnError.INVALID_TAG, 1, 1);
        }
        checkFault("{:a 1 :b}", EdnError.ODD_MAP, 1, 9);
        checkFault("{:a 1 :a 2}", EdnError.DUPLICATE, 1, 1);
        checkFault("[#{1 2 1}]", EdnError.DUPLICATE, 1, 2);
        checkFault("#:a{:b 1 :a/b 2}", EdnError.DUPLICATE, 1, 4);
    }

    @Test
    void read_beyondLimits_isRefused() {
        EdnReader small = EdnReader.standard().within(new EdnLimits(40, 7, 3, 5));
        assertThat(small.read("[[[1]] #_2 3]")).isEqualTo(List.of(List.of(List.of(1L)), 3L));
        checkLimit(small, "[[[[]]]]", EdnError.TOO_DEEP);
        checkLimit(small, "#a #b #c #d 1", EdnError.TOO_DEEP);
        checkLimit(small, "#_#_#_#_1 2 3 4", EdnError.TOO_DEEP);
        checkLimit(small, "[1 2 3 4 5 6 7]", EdnError.TOO_MANY_FORMS);
        checkLimit(small, " ".repeat(41), EdnError.TOO_LONG);
        checkLimit(small, "1".repeat(20), EdnError.NUMBER_TOO_LARGE);
        checkLimit(small, "0." + "1".repeat(20), EdnError.NUMBER_TOO_LARGE);
        checkLimit(small, "1e6M", EdnError.NUMBER_TOO_LARGE);
        checkLimit(small, "1e99999999999999999999M", EdnError.NUMBER_TOO_LARGE);
        checkLimit(small, "1/" + "3".repeat(20), EdnError.NUMBER_TOO_LARGE);
        checkFault("1e999", EdnError.NUMBER_TOO_LARGE, 1, 1);
        checkFault("[".repeat(201), EdnError.TOO_DEEP, 1, 201);
        assertThat(Edn.read("[".repeat(200) + "]".repeat(200))).isInstanceOf(List.class);
    }

    private static void checkLimit(EdnReader reader, String text, EdnError error) {
        EdnException e = catchThrowableOfType(EdnException.class, () -> reader.read(text));
        assertThat(e).as(text).isNotNull();
        assertThat(e.error()).as(text).isEqualTo(error);
    }

    @Test
    void limits_outOfRange_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EdnLimits(-1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new EdnLimits(1, 1, 1_001, 1));
    }

    @Test
    void write_javaTypes_areTheNearestEdn() {
        assertThat(Edn.write(new Object[] {1, (short) 2, (byte) 3, 0.5f, new Date(0), new byte[] {1}}))
                .isEqualTo("[1 2 3 0.5 #inst \"1970-01-01T00:00:00Z\" #bytes \"AQ==\"]");
        assertThat(Edn.write(new ArrayList<>(List.of("a")))).isEqualTo("[\"a\"]");
    }

    @Test
    void write_whatEdnHasNoFormFor_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Edn.write(List.of(new StringBuilder())))
                .withMessage("EDN has no form for java.lang.StringBuilder");
        assertThatIllegalArgumentException().isThrownBy(() -> Edn.write("\uD800"));
        assertThatIllegalArgumentException().isThrownBy(() -> Edn.write('\uD800'));
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Edn.write(itself))
                .withMessage("EDN is at most 1000 deep");
    }

    @Test
    void names_thatEdnCannotWrite_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keyword.of("a b"))
                .withMessage("no keyword: :a b has the character ' ' in a part");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Symbol.of("nil"))
                .withMessage("no symbol: nil is a constant");
        assertThatIllegalArgumentException().isThrownBy(() -> Symbol.of("-1"));
        assertThatIllegalArgumentException().isThrownBy(() -> Keyword.of("a\uD800"));
    }

    @Test
    void names_areOrderedByNamespaceFirst() {
        List<Keyword> ordered = List.of(k("b"), k("c"), k("a/a"), k("a/b"), k("b/a"));
        List<Keyword> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(ordered);
    }
}
