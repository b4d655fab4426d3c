package io.entangle.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.value.Doc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MergePatchTest {
    /** The table of RFC 7386, appendix A, and a few cases more. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":"b"}               | {"a":"c"}                 | {"a":"c"}
            {"a":"b"}               | {"b":"c"}                 | {"a":"b","b":"c"}
            {"a":"b"}               | {"a":null}                | {}
            {"a":"b","b":"c"}       | {"a":null}                | {"b":"c"}
            {"a":["b"]}             | {"a":"c"}                 | {"a":"c"}
            {"a":"c"}               | {"a":["b"]}               | {"a":["b"]}
            {"a":{"b":"c"}}         | {"a":{"b":"d","c":null}}  | {"a":{"b":"d"}}
            {"a":[{"b":"c"}]}       | {"a":[1]}                 | {"a":[1]}
            ["a","b"]               | ["c","d"]                 | ["c","d"]
            {"a":"b"}               | ["c"]                     | ["c"]
            {"a":"foo"}             | null                      | null
            {"a":"foo"}             | "bar"                     | "bar"
            {"e":null}              | {"a":1}                   | {"e":null,"a":1}
            [1,2]                   | {"a":"b","c":null}        | {"a":"b"}
            {}                      | {"a":{"bb":{"ccc":null}}} | {"a":{"bb":{}}}
            {"a":1}                 | {}                        | {"a":1}
            1                       | {}                        | {}
            {"a":[null]}            | {"b":[null,{"c":null}]}   | {"a":[null],"b":[null,{"c":null}]}
            {"a":{"b":1}}           | {"a":{"b":{"c":1}}}       | {"a":{"b":{"c":1}}}
            """)
    void apply_patch_givesTheDocument(String document, String patch, String expected) {
        Doc before = Doc.parse(document);

        assertThat(MergePatch.apply(before, Doc.parse(patch))).isEqualTo(Doc.parse(expected));
        assertThat(MergePatch.toDelta(before, Doc.parse(patch)).apply(before)).isEqualTo(Doc.parse(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1,"b":2}           | {"a":1,"c":3}             | {"b":null,"c":3}
            {"a":{"b":1,"c":2}}     | {"a":{"b":1,"c":3}}       | {"a":{"c":3}}
            {"a":[1,2,3]}           | {"a":[1,9,3]}             | {"a":[1,9,3]}
            {"a":1}                 | {"a":1}                   | {}
            {"a":1}                 | [null]                    | [null]
            {"a":1}                 | null                      | null
            [1]                     | {}                        | {}
            {"a":1}                 | {"a":{}}                  | {"a":{}}
            {"a":null,"b":1}        | {"a":null,"b":2}          | {"b":2}
            """)
    void fromDelta_change_givesThePatch(String document, String changed, String expected) {
        Doc before = Doc.parse(document);

        assertThat(MergePatch.fromDelta(Delta.diff(before, Doc.parse(changed)), before))
                .isEqualTo(Doc.parse(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                      | {"a":null}                | "/a"
            {"a":1}                 | {"a":null}                | "/a"
            {"a":{"b/c":1}}         | {"a":{"b/c":null}}        | "/a/b~1c"
            {"a":1}                 | {"a":{"b":{"c":null}}}    | "/a/b/c"
            [1]                     | {"a":{"b":null}}          | "/a/b"
            """)
    void fromDelta_entryBecomesNull_isRefusedWithItsPath(String document, String changed, String path) {
        Doc before = Doc.parse(document);
        Delta delta = Delta.diff(before, Doc.parse(changed));

        assertThatThrownBy(() -> MergePatch.fromDelta(delta, before))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can't set an entry to null, as the delta does at " + path);
    }

    @Test
    void fromDelta_documentOfAnotherShape_isRefused() {
        Delta delta = Delta.diff(Doc.of("a", Doc.of("b", 1)), Doc.of("a", Doc.of("b", 2)));

        assertThatThrownBy(() -> MergePatch.fromDelta(delta, Doc.list())).isInstanceOf(DeltaMismatchException.class);
    }
}
