package io.entangle.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonPatchTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # document          | patch                                                         | reason
            {"a":1}             | {}                                                            | a JSON Patch is a list of operations, but found a map
            {"a":1}             | "x"                                                           | a JSON Patch is a list of operations, but found a String
            {"a":1}             | [1]                                                           | operation 0: an operation is a map, but found a Long
            {"a":1}             | [null]                                                        | operation 0: an operation is a map, but found null
            {"a":1}             | [{"path":"/a"}]                                               | operation 0 (no op at "/a"): "op" is missing
            {"a":1}             | [{"op":1,"path":"/a"}]                                        | operation 0 (no op at "/a"): "op" is a string, but found a Long
            {"a":1}             | [{"op":"remove"}]                                             | operation 0 (remove at no path): "path" is missing
            {"a":1}             | [{"op":"remove","path":null}]                                 | operation 0 (remove at no path): "path" is a string, but found null
            {"a":1}             | [{"op":"Remove","path":"/a"}]                                 | operation 0 (Remove at "/a"): unknown op
            {"a":1}             | [{"op":"remove","path":"a"}]                                  | operation 0 (remove at "a"): a JSON Pointer is empty or starts with '/', but found "a"
            {"a":1}             | [{"op":"remove","path":"/~"}]                                 | operation 0 (remove at "/~"): in a JSON Pointer '~' is followed by 0 or 1, but found "/~"
            {"a":1}             | [{"op":"remove","path":"/b"}]                                 | operation 0 (remove at "/b"): nothing stands at "/b"
            {"a":1}             | [{"op":"remove","path":""}]                                   | operation 0 (remove at ""): the whole document can't be removed, only replaced
            {"a":1}             | [{"op":"add","path":"/b"}]                                    | operation 0 (add at "/b"): "value" is missing
            {"a":1}             | [{"op":"replace","path":"/a"}]                                | operation 0 (replace at "/a"): "value" is missing
            {"a":1}             | [{"op":"test","path":"/a"}]                                   | operation 0 (test at "/a"): "value" is missing
            {"a":1}             | [{"op":"move","path":"/b"}]                                   | operation 0 (move at "/b"): "from" is missing
            {"a":1}             | [{"op":"copy","path":"/b","from":"/c"}]                       | operation 0 (copy at "/b"): nothing stands at "/c"
            {"a":1}             | [{"op":"add","path":"/b/c","value":1}]                        | operation 0 (add at "/b/c"): nothing stands at "/b"
            {"a":1}             | [{"op":"add","path":"/a/c","value":1}]                        | operation 0 (add at "/a/c"): a map or a list was expected at "/a", but found a Long
            {"a":{"b":1}}       | [{"op":"move","from":"/a","path":"/a/b"}]                     | operation 0 (move at "/a/b"): "/a" can't be moved into itself
            {"a":1}             | [{"op":"move","from":"","path":"/a"}]                         | operation 0 (move at "/a"): "" can't be moved into itself
            [1,2]               | [{"op":"add","path":"/3","value":0}]                          | operation 0 (add at "/3"): an index from 0 to 2 or "-" was expected, but found "3", in the list at ""
            [1,2]               | [{"op":"add","path":"/01","value":0}]                         | operation 0 (add at "/01"): an index from 0 to 2 or "-" was expected, but found "01", in the list at ""
            [1,2]               | [{"op":"add","path":"/-1","value":0}]                         | operation 0 (add at "/-1"): an index from 0 to 2 or "-" was expected, but found "-1", in the list at ""
            [1,2]               | [{"op":"add","path":"/1e0","value":0}]                        | operation 0 (add at "/1e0"): an index from 0 to 2 or "-" was expected, but found "1e0", in the list at ""
            [1,2]               | [{"op":"add","path":"/4294967295","value":0}]                 | operation 0 (add at "/4294967295"): an index from 0 to 2 or "-" was expected, but found "4294967295", in the list at ""
            [1,2]               | [{"op":"remove","path":"/-"}]                                 | operation 0 (remove at "/-"): nothing stands at "/-"
            [1,2]               | [{"op":"remove","path":"/2"}]                                 | operation 0 (remove at "/2"): nothing stands at "/2"
            [1,2]               | [{"op":"replace","path":"/2","value":0}]                      | operation 0 (replace at "/2"): nothing stands at "/2"
            [1,2]               | [{"op":"replace","path":"/-","value":0}]                      | operation 0 (replace at "/-"): nothing stands at "/-"
            [1,2]               | [{"op":"add","path":"/-/0","value":0}]                        | operation 0 (add at "/-/0"): nothing stands at "/-"
            [1,2]               | [{"op":"test","path":"/0","value":1.0},{"op":"test","path":"/1","value":"2"}] | operation 1 (test at "/1"): expected "2", but found 2
            """)
    void apply_notPossible_saysWhichOperationAndWhy(String document, String patch, String reason) {
        assertThatThrownBy(() -> JsonPatch.apply(Doc.parse(document), Doc.parse(patch)))
                .isInstanceOf(JsonPatchException.class)
                .hasMessage(reason);
    }

    @Test
    void apply_laterOperationFails_namesItAndLeavesTheDocument() {
        Doc before = Doc.of("a", Doc.list(1, 2));
        Doc patch = Doc.parse("[{\"op\":\"add\",\"path\":\"/a/-\",\"value\":3},{\"op\":\"remove\",\"path\":\"/b\"}]");

        JsonPatchException failure =
                catchThrowableOfType(JsonPatchException.class, () -> JsonPatch.apply(before, patch));

        assertThat(failure.operation()).isEqualTo(1);
        assertThat(before).isEqualTo(Doc.of("a", Doc.list(1, 2)));
    }

    @Test
    void apply_patchIsNoList_isOperationMinusOne() {
        JsonPatchException failure =
                catchThrowableOfType(JsonPatchException.class, () -> JsonPatch.apply(Doc.of(), Doc.of()));

        assertThat(failure.operation()).isEqualTo(-1);
    }

    @Test
    void apply_nestsTooDeep_isRefused() {
        Doc deep = Doc.list();
        for (int i = 1; i < Doc.MAX_DEPTH; i++) {
            deep = Doc.list(deep);
        }
        Doc before = deep;
        Doc patch = Doc.parse("[{\"op\":\"copy\",\"from\":\"\",\"path\":\"/0/-\"}]");

        assertThatThrownBy(() -> JsonPatch.apply(before, patch))
                .isInstanceOf(JsonPatchException.class)
                .hasMessageContaining("operation 0 (copy at \"/0/-\"): documents nest at most 64");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1       | [{"op":"replace","path":"","value":[2]}]                                   | [2]
            {"a":1} | [{"op":"move","from":"/a","path":"/a"}]                                    | {"a":1}
            {"a":1} | [{"op":"move","from":"","path":""}]                                        | {"a":1}
            {"a":1} | [{"op":"copy","from":"","path":"/b"}]                                      | {"a":1,"b":{"a":1}}
            {"a":1} | [{"op":"move","from":"/a","path":""}]                                      | 1
            {"a":1} | [{"op":"test","path":"/a","value":1e0,"foo":7}]                            | {"a":1}
            {"a":1} | [{"op":"add","path":"/__proto__","value":{"x":1}}]                         | {"__proto__":{"x":1},"a":1}
            {"":1}  | [{"op":"replace","path":"/","value":2}]                                    | {"":2}
            {"-":1} | [{"op":"replace","path":"/-","value":2}]                                   | {"-":2}
            [[]]    | [{"op":"add","path":"/0/-","value":null},{"op":"add","path":"/-","value":2}] | [[null],2]
            [1,2,3] | [{"op":"move","from":"/0","path":"/2"}]                                    | [2,3,1]
            [1,2,3] | [{"op":"move","from":"/0","path":"/-"}]                                    | [2,3,1]
            """)
    void apply_possible_givesTheDocument(String document, String patch, String expected) {
        assertThat(JsonPatch.apply(Doc.parse(document), Doc.parse(patch))).isEqualTo(Doc.parse(expected));
    }

    @Test
    void fromDelta_smallChanges_givesSmallPatch() {
        Doc before = Doc.parse("{\"a/b\":1,\"gone\":null,\"list\":[1,{\"x\":1},3,4,5]}");
        Doc after = Doc.parse("{\"a/b\":2,\"list\":[0,1,{\"x\":2},3],\"new\":{}}");

        Doc patch = JsonPatch.fromDelta(Delta.diff(before, after), before);

        assertThat(JsonPatch.apply(before, patch)).isEqualTo(after);
        assertThat(patch.vector())
                .contains(
                        Doc.of("op", "replace", "path", "/a~1b", "value", 2),
                        Doc.of("op", "remove", "path", "/gone"),
                        Doc.of("op", "add", "path", "/new", "value", Doc.of()));
    }

    @Test
    void fromDelta_listEdit_countsIndexesInTheChangedList() {
        Edit inside = Edit.ofMap(PersistentMap.<String, Edit>empty().with("x", Edit.put(2L)));
        Delta delta = Delta.of(ListEdits.builder()
                .insert(List.of("new"))
                .keep(1)
                .change(inside)
                .drop(3)
                .insert(List.of("a"))
                .keep(1)
                .drop(1)
                .insert(List.of("b", "c"))
                .build());
        Doc before = Doc.parse("[0,{\"x\":1},2,3,4,5,6]");

        Doc patch = JsonPatch.fromDelta(delta, before);

        assertThat(JsonPatch.apply(before, patch)).isEqualTo(delta.apply(before));
        assertThat(patch)
                .isEqualTo(Doc.list(
                        Doc.of("op", "add", "path", "/0", "value", "new"),
                        Doc.of("op", "replace", "path", "/2/x", "value", 2),
                        Doc.of("op", "replace", "path", "/3", "value", "a"),
                        Doc.of("op", "remove", "path", "/4"),
                        Doc.of("op", "remove", "path", "/4"),
                        Doc.of("op", "replace", "path", "/5", "value", "b"),
                        Doc.of("op", "add", "path", "/6", "value", "c")));
    }

    @Test
    void fromDelta_noChange_givesEmptyPatch() {
        assertThat(JsonPatch.fromDelta(Delta.NONE, Doc.of())).isEqualTo(Doc.list());
    }

    @Test
    void fromDelta_scalarRoot_replacesIt() {
        Doc patch = JsonPatch.fromDelta(Delta.diff(Doc.from(1), Doc.from("x")), Doc.from(1));

        assertThat(patch).isEqualTo(Doc.list(Doc.of("op", "replace", "path", "", "value", "x")));
    }

    @Test
    void fromDelta_documentOfAnotherShape_isRefused() {
        Doc map = Doc.parse("{\"a\":{\"b\":1}}");
        Delta inMap = Delta.diff(map, Doc.parse("{\"a\":{\"b\":2}}"));
        Doc list = Doc.parse("[1,2,3,[4],5]");
        Delta inList = Delta.diff(list, Doc.parse("[1,2,3,[9],5]"));

        for (Doc other : List.of(Doc.list(), Doc.of(), Doc.of("a", 1), Doc.from(3))) {
            assertThatThrownBy(() -> JsonPatch.fromDelta(inMap, other)).isInstanceOf(DeltaMismatchException.class);
        }
        for (Doc other : List.of(Doc.of(), Doc.list(1, 2), Doc.list(1, 2, 3), Doc.from("x"))) {
            assertThatThrownBy(() -> JsonPatch.fromDelta(inList, other)).isInstanceOf(DeltaMismatchException.class);
        }
    }
}
