package io.entangle.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeltaTest {
    @Test
    void diff_oneNestedField_isOnePut() {
        Doc before = Doc.of("user", Doc.of("name", "Ada", "age", 36), "other", Doc.of("x", 1));
        Doc after = before.with(Path.of("user", "age"), 37);

        assertThat(Delta.diff(before, after).ops()).containsExactly(new Op.Put(Path.of("user", "age"), 37L));
    }

    @Test
    void diff_itemsInsertedInTheMiddle_isOneSplice() {
        Doc before = Doc.list(1, 2, 3, 4, 5);
        Doc after = before.splice(2, 1, List.of("a", "b"));

        assertThat(Delta.diff(before, after).ops()).containsExactly(new Op.Splice(Path.ROOT, 2, 1, Doc.list("a", "b")));
    }

    @Test
    void diff_itemInsertedAndEveryItemEdited_editsItemsInPlace() {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            items.add(Doc.of("id", i, "name", "item " + i, "tag", "t"));
        }
        Doc before = Doc.from(items);
        List<Object> edited = new ArrayList<>();
        items.forEach(item -> edited.add(((Doc) item).with("checked", true)));
        edited.add(20, Doc.of("id", 1000, "title", "new"));
        Doc after = Doc.from(edited);

        List<Op> ops = Delta.diff(before, after).ops();

        assertThat(ops).filteredOn(Op.Splice.class::isInstance).hasSize(1);
        assertThat(ops).filteredOn(Op.Put.class::isInstance).hasSize(50);
    }

    @Test
    void apply_leavesWhatItDoesNotTouch_theSameObject() {
        Doc untouched = Doc.of("x", 1);
        Doc before = Doc.of("a", untouched, "b", 1);

        Doc after = Delta.diff(before, before.with("b", 2)).apply(before);

        assertThat(after.get("a")).isSameAs(untouched);
    }

    @Test
    void apply_toAnotherShape_saysWhereAndChangesNothing() {
        Doc before = Doc.of("a", Doc.of("b", 1));
        Delta delta = Delta.diff(before, before.with(Path.of("a", "b"), 2));
        Doc other = Doc.of("a", "text");

        assertThatThrownBy(() -> delta.apply(other))
                .isInstanceOf(DeltaMismatchException.class)
                .hasMessageContaining("\"/a\"")
                .hasMessageContaining("edits a map");
        assertThat(other).isEqualTo(Doc.of("a", "text"));
    }

    @Test
    void apply_toAShorterList_saysSo() {
        Doc before = Doc.of("a", Doc.list(1, 2, 3));
        Delta delta = Delta.diff(before, before.with(Path.of("a", 2), "x"));

        assertThatThrownBy(() -> delta.apply(Doc.of("a", Doc.list(1))))
                .isInstanceOf(DeltaMismatchException.class)
                .hasMessageContaining("\"/a\"")
                .hasMessageContaining("at least");
    }

    @Test
    void of_removalOfTheRoot_isRefused() {
        assertThatThrownBy(() -> Delta.of(Edit.remove())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void compose_unrelatedDeltas_isRefused() {
        Delta ofMap = Delta.diff(Doc.of("a", 1), Doc.of("a", 2));
        Delta ofList = Delta.diff(Doc.list(1), Doc.list(1, 2));

        assertThatThrownBy(() -> ofMap.compose(ofList)).isInstanceOf(DeltaMismatchException.class);
    }
}
