package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.factory.Maps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DocTest {
    @Test
    void numbers_ofEqualValue_areTheSameValue() {
        Doc one = Doc.of("n", 1L);

        assertThat(Doc.of("n", 1)).isEqualTo(one);
        assertThat(Doc.of("n", 1.0)).isEqualTo(one);
        assertThat(Doc.of("n", 1f)).isEqualTo(one);
        assertThat(Doc.of("n", (short) 1)).isEqualTo(one);
        assertThat(Doc.of("n", BigInteger.ONE)).isEqualTo(one);
        assertThat(Doc.of("n", new BigDecimal("1.00"))).isEqualTo(one);
        assertThat(Doc.of("n", -0.0)).isEqualTo(Doc.of("n", 0));
        assertThat(Doc.of("n", 0.5).get("n")).isEqualTo(0.5);
        assertThat(Doc.of("n", 1e300).get("n")).isEqualTo(1e300);
        assertThat(Doc.of("n", (1L << 53) - 1).get("n")).isEqualTo((1L << 53) - 1);
    }

    static List<Object> outsideTheDomain() {
        return Arrays.asList(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                1L << 53,
                -(1L << 53),
                Long.MIN_VALUE,
                BigInteger.ONE.shiftLeft(100),
                new BigDecimal("0.1"),
                new BigDecimal("1e400"),
                "\ud800",
                "a\udc00b",
                "\udc00\ud800",
                Map.of("a\0b", 1),
                Map.of("\ud83d", 1),
                Map.of(1, 1),
                new Date(0),
                new Object(),
                'c',
                List.of(List.of(Double.NaN)));
    }

    @ParameterizedTest
    @MethodSource("outsideTheDomain")
    void anythingOutsideTheDomain_isRefused_andNothingChanges(Object value) {
        Doc doc = Doc.of("a", 1, "l", Doc.list(1));

        assertThatThrownBy(() -> Doc.from(value)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> doc.with("x", value)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> doc.with(Path.of("l", 0), value)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> doc.update("a", old -> value)).isInstanceOf(InvalidValueException.class);
        assertThat(doc).isEqualTo(Doc.of("a", 1, "l", Doc.list(1)));
    }

    @Test
    void refusal_saysWhatWasWrongAndWhatIsExpected() {
        assertThatThrownBy(() -> Doc.of("n", Long.MAX_VALUE))
                .hasMessageContaining("9223372036854775807")
                .hasMessageContaining("2^53-1")
                .hasMessageContaining("String");
        assertThatThrownBy(() -> Doc.of("s", "ab\ud800"))
                .hasMessageContaining("U+D800")
                .hasMessageContaining("index 2");
        assertThatThrownBy(() -> Doc.of("d", new Date(0))).hasMessageContaining("java.util.Date");
        assertThatThrownBy(() -> Doc.of("a", 1, "b"))
                .hasMessageContaining("\"b\"")
                .hasMessageContaining("pairs");
        assertThatThrownBy(() -> Doc.of("a", 1, "a", 2)).hasMessageContaining("\"a\" is given twice");
        assertThatThrownBy(() -> Doc.of("a", 1, 5, 2)).hasMessageContaining("Integer 5");
        assertThatThrownBy(() -> Doc.list(1).get("a"))
                .hasMessageContaining("expected a map")
                .hasMessageContaining("a list");
    }

    @Test
    void from_javaAndEclipseCollections_isTheSameDocument() {
        Doc doc = Doc.of("m", Doc.of("k", 1), "l", Doc.list(1, "x", null));

        assertThat(Doc.from(Map.of("m", Map.of("k", 1), "l", Arrays.asList(1, "x", null))))
                .isEqualTo(doc);
        assertThat(Doc.from(
                        Maps.immutable.of("m", Maps.mutable.of("k", 1), "l", Lists.mutable.<Object>of(1, "x", null))))
                .isEqualTo(doc);
        assertThat(Doc.from(Map.of("m", Map.of("k", 1), "l", new Object[] {1, "x", null})))
                .isEqualTo(doc);
        assertThat(doc.asMap().get("l")).isEqualTo(Doc.list(1, "x", null));
        assertThat(Doc.from(doc.asMap())).isEqualTo(doc);
    }

    @Test
    void with_path_makesMissingMaps() {
        Doc doc = Doc.of().with(Path.of("a", "b", "c"), 1);

        assertThat(doc).isEqualTo(Doc.of("a", Doc.of("b", Doc.of("c", 1))));
        assertThat(doc.get(Path.parse("/a/b/c"))).isEqualTo(1L);
        assertThat(doc.has(Path.parse("/a/x"))).isFalse();
        assertThat(doc.get(Path.parse("/a/b/c/d"))).isNull();
    }

    @Test
    void with_path_inLists() {
        Doc doc = Doc.of("l", Doc.list("a", "b"));

        assertThat(doc.with(Path.of("l", 1), "x")).isEqualTo(Doc.of("l", Doc.list("a", "x")));
        assertThat(doc.with(Path.of("l", 2), "x")).isEqualTo(Doc.of("l", Doc.list("a", "b", "x")));
        assertThat(doc.with(Path.parse("/l/-"), "x")).isEqualTo(Doc.of("l", Doc.list("a", "b", "x")));
        assertThat(doc.without(Path.of("l", 0))).isEqualTo(Doc.of("l", Doc.list("b")));
        assertThatThrownBy(() -> doc.with(Path.of("l", 3), "x"))
                .hasMessageContaining("\"/l\"")
                .hasMessageContaining("at most 2");
        assertThatThrownBy(() -> doc.with(Path.parse("/l/01"), "x")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> doc.with(Path.of("l", 0, "deep"), 1))
                .hasMessageContaining("\"/l/0\"")
                .hasMessageContaining("the string \"a\"");
    }

    @Test
    void get_typed_saysWhatItFound() {
        Doc doc = Doc.of("n", 1, "s", "x");

        assertThat(doc.get("n", Long.class)).isEqualTo(1L);
        assertThat(doc.get("n", Double.class)).isEqualTo(1.0);
        assertThatThrownBy(() -> doc.get("s", Long.class))
                .hasMessageContaining("at \"s\"")
                .hasMessageContaining("\"x\"");
        assertThatThrownBy(() -> doc.get("t", Long.class)).hasMessageContaining("nothing");
    }

    @Test
    void with_nestedDeeperThanTheLimit_isRefused() {
        Doc deepest = Doc.of();
        for (int i = 1; i < Doc.MAX_DEPTH; i++) {
            deepest = Doc.list(deepest);
        }
        Doc doc = deepest;

        assertThatThrownBy(() -> Doc.list(doc)).hasMessageContaining("64");
        assertThatThrownBy(() -> Doc.of("a", doc)).hasMessageContaining("64");
        assertThatThrownBy(() -> Doc.of("a", Doc.list()).with(Path.of("a", 0), doc))
                .hasMessageContaining("64");
    }

    @Test
    void with_afterADeepPartIsGone_isNotRefused() {
        Doc deep = Doc.of();
        for (int i = 1; i < Doc.MAX_DEPTH - 1; i++) {
            deep = Doc.list(deep);
        }
        Doc shallow = Doc.of("deep", deep, "x", 1).without("deep");

        assertThat(Doc.list(Doc.list(Doc.list(shallow))).size()).isEqualTo(1);
    }

    @Test
    void digest_isKeptUpThroughChanges() {
        Doc doc = Doc.of("a", 1, "l", Doc.list(1, 2));
        doc.digest();

        Doc changed = doc.with("b", Doc.of("c", null))
                .with(Path.of("l", 0), "x")
                .without("a")
                .update("l", list -> ((Doc) list).append(true));

        Doc fresh = Doc.of("b", Doc.of("c", null), "l", Doc.list("x", 2, true));
        assertThat(changed).isEqualTo(fresh);
        assertThat(changed.digest()).isEqualTo(fresh.digest()).isNotEqualTo(doc.digest());
        assertThat(changed.hashCode()).isEqualTo(fresh.hashCode());
    }

    @Test
    void path_textForms() {
        assertThat(Path.of("a/b", "c~d", 3, "").toString()).isEqualTo("/a~1b/c~0d/3/");
        assertThat(Path.parse("/a~1b/c~0d/3/")).isEqualTo(Path.of("a/b", "c~d", 3, ""));
        assertThat(Path.parse("")).isEqualTo(Path.ROOT);
        assertThat(Path.of("a", 1).startsWith(Path.of("a"))).isTrue();
        assertThat(Path.of("a").startsWith(Path.of("a", 1))).isFalse();
        for (String bad : List.of("a", "/~", "/~2", "/a~")) {
            assertThatThrownBy(() -> Path.parse(bad))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining(bad);
        }
        assertThatThrownBy(() -> Path.of(-1)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Path.of(1.5)).isInstanceOf(InvalidValueException.class);
        for (String index : List.of("-1", "01", "1e0", "4294967296", "", "+1", "99999999999")) {
            assertThat(Path.index(index)).isEqualTo(-1);
        }
        assertThat(Path.index("2147483647")).isEqualTo(Integer.MAX_VALUE);
    }
}
