package io.entangle.pubsub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.replica.Intent;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.RefusedWriteException;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which writes are let through, and all the ways around what is protected. */
final class WritesTest {
    private static final Doc BOARD = Doc.parse("""
            {"owner": "root", "title": "Board", "tags": ["a", "b"],
             "users": {"ada": {"name": "Ada", "role": "user"}, "bob": {"name": "Bob", "role": "admin"}},
             "cards": {"1": {"text": "one", "author": "bob"}}}""");
    private static final Writes ADAS =
            Writes.at("/title", "/tags", "/users/ada", "/cards").except("/users/*/role", "/cards/*/author");

    private static boolean isAllowed(Writes writes, Intent intent) {
        try {
            writes.check(intent, BOARD);
            return true;
        } catch (RefusedWriteException e) {
            assertThat(e.code()).isEqualTo(RefusalCode.FORBIDDEN);
            return false;
        }
    }

    private static boolean isAllowed(Intent intent) {
        return isAllowed(ADAS, intent);
    }

    private static Intent edits(Edit root) {
        return new Intent.Edits(Delta.of(root));
    }

    private static Edit at(String pointer, Edit edit) {
        Edit around = edit;
        Path path = Path.parse(pointer);
        for (int i = path.length() - 1; i >= 0; i--) {
            around = new Edit.MapEdit(
                    io.entangle.value.PersistentMap.<String, Edit>empty().with(path.segment(i), around));
        }
        return around;
    }

    private static Intent put(String pointer, Object value) {
        return edits(at(pointer, Edit.put(value)));
    }

    private static Intent remove(String pointer) {
        return edits(at(pointer, Edit.remove()));
    }

    @ParameterizedTest
    @CsvSource({
        "/title, true",
        "/users/ada/name, true",
        "/users/ada/age, true",
        "/cards/1/text, true",
        "/cards/2, true",
        "/owner, false",
        "/users/ada/role, false",
        "/users/bob/name, false",
        "/users/bob, false",
        "/users/eve, false",
        "/cards/1/author, false",
        "/cards/1/author/name, false",
        "/other, false",
        "/titles, false",
        "/Title, false",
        "/tit\u200Ble, false",
        "/users/\u0430da, false", // a Cyrillic a
        "/users~1ada/name, false",
        "//users/ada, false"
    })
    void put_ofAScalar_isAllowedWhereItStands(String pointer, boolean allowed) {
        assertThat(isAllowed(put(pointer, 1L))).isEqualTo(allowed);
    }

    @Test
    void put_ofAParent_isAllowedIfNothingProtectedStandsThereOrIsPut() {
        assertThat(isAllowed(put("/users/ada", Doc.of("name", "A")))).isFalse(); // her role stands there
        assertThat(isAllowed(put("/cards/1", Doc.of("text", "x")))).isFalse();
        assertThat(isAllowed(put("/cards/2", Doc.of("text", "x", "author", "ada"))))
                .isFalse();
        assertThat(isAllowed(put("/cards/2", Doc.of("text", "x")))).isTrue();
        assertThat(isAllowed(put("/cards/2", Doc.of("text", Doc.of("author", "ada")))))
                .isTrue();
        assertThat(isAllowed(put("/cards", Doc.of()))).isFalse();
        assertThat(isAllowed(put("", BOARD))).isFalse();
        assertThat(isAllowed(put("", Doc.of()))).isFalse();
        assertThat(isAllowed(put("", "gone"))).isFalse();
    }

    @Test
    void put_aroundWhatIsAllowed_makesTheMapsThatAreMissingAlone() {
        Writes deep = Writes.at("/new/*/mine");

        assertThat(isAllowed(deep, put("/new", Doc.of("a", Doc.of("mine", 1))))).isTrue();
        assertThat(isAllowed(deep, put("/new", Doc.of("a", Doc.of("mine", 1, "yours", 1)))))
                .isFalse();
        assertThat(isAllowed(deep, put("/new", Doc.of("a", Doc.of())))).isFalse();
        assertThat(isAllowed(deep, put("/new", Doc.of()))).isFalse();
        assertThat(isAllowed(deep, put("/new/a/mine", 1L))).isTrue();
        assertThat(isAllowed(Writes.at("/users/ada"), put("/users", Doc.of("ada", Doc.of()))))
                .isFalse();
    }

    @Test
    void edit_withinWhatIsNoMap_replacesThat() {
        assertThat(isAllowed(Writes.at("/owner/name"), put("/owner/name", "ada")))
                .isFalse();
        assertThat(isAllowed(Writes.at("/tags/0"), put("/tags/0", "x"))).isFalse();
        assertThat(isAllowed(Writes.at("/owner"), put("/owner/name", "ada"))).isTrue();
    }

    @Test
    void remove_isAllowedIfNothingProtectedGoesWithIt() {
        assertThat(isAllowed(remove("/title"))).isTrue();
        assertThat(isAllowed(remove("/users/ada/name"))).isTrue();
        assertThat(isAllowed(remove("/users/ada"))).isFalse();
        assertThat(isAllowed(remove("/users/bob"))).isFalse();
        assertThat(isAllowed(remove("/users"))).isFalse();
        assertThat(isAllowed(remove("/cards/1"))).isFalse();
        assertThat(isAllowed(remove("/nothing"))).isFalse();
        assertThat(isAllowed(remove("/cards/nothing"))).isTrue();
    }

    @Test
    void listEdits_areWritesOfTheList() {
        Intent appended = new Intent.Edits(Delta.diff(BOARD, BOARD.with(Path.of("tags"), Doc.list("a", "b", "c"))));

        assertThat(isAllowed(appended)).isTrue();
        assertThat(isAllowed(Writes.at("/tags/2"), appended)).isFalse();
        assertThat(isAllowed(Writes.at("/tags").except("/tags/0"), appended)).isFalse();
        assertThat(isAllowed(Writes.at("/tags").except("/tags/0/secret"), appended))
                .isTrue();
    }

    @Test
    void increments_areWritesOfTheNumber() {
        assertThat(isAllowed(new Intent.Increment(Path.of("users", "ada", "score"), 1L)))
                .isTrue();
        assertThat(isAllowed(new Intent.Increment(Path.of("users", "bob", "score"), 1L)))
                .isFalse();
        assertThat(isAllowed(new Intent.Increment(Path.of("users", "ada", "role"), 1L)))
                .isFalse();
        assertThat(isAllowed(new Intent.Increment(Path.ROOT, 1L))).isFalse();
    }

    @Test
    void undo_isAWriteOfWhatItPutsBack() {
        HybridTimestamp undone = new HybridTimestamp(1, 0, new SiteId(1));
        Delta ofTitle = Delta.of(at("/title", Edit.put("old")));
        Delta ofOwner = Delta.of(at("/owner", Edit.put("ada")));

        assertThat(isAllowed(new Intent.Undo(ofTitle, undone))).isTrue();
        assertThat(isAllowed(new Intent.Undo(ofOwner, undone))).isFalse();
    }

    @Test
    void mutations_areAllowedByName() {
        Intent vote = new Intent.Call("vote", Doc.of());

        assertThat(isAllowed(vote)).isFalse();
        assertThat(isAllowed(ADAS.calling("vote"), vote)).isTrue();
        assertThat(isAllowed(ADAS.calling("votes"), vote)).isFalse();
        assertThat(isAllowed(Writes.ALL, vote)).isTrue();
        assertThat(isAllowed(Writes.NONE.calling("vote"), vote)).isTrue();
        assertThat(isAllowed(Writes.NONE.calling("vote"), put("/title", 1L))).isFalse();
    }

    @Test
    void oneOfManyEdits_notAllowed_refusesAll() {
        Delta both = Delta.diff(BOARD, BOARD.with("title", "x").with("owner", "ada"));

        assertThatThrownBy(() -> ADAS.check(new Intent.Edits(both), BOARD))
                .isInstanceOf(RefusedWriteException.class)
                .hasMessage("this client may not write \"/owner\"");
    }

    @Test
    void nothing_allowsNothing_everythingAll() {
        assertThat(isAllowed(Writes.NONE, new Intent.Edits(Delta.NONE))).isFalse();
        assertThat(isAllowed(Writes.NONE, put("", 1L))).isFalse();
        assertThat(isAllowed(Writes.ALL, put("", 1L))).isTrue();
        assertThat(isAllowed(Writes.ALL.except("/owner"), put("", 1L))).isFalse();
        assertThat(isAllowed(Writes.at(""), put("/owner", 1L))).isTrue();
        assertThat(Map.of(Writes.NONE, true, Writes.ALL, false, Writes.at("/a"), false))
                .allSatisfy((writes, none) -> assertThat(writes.isNone()).isEqualTo(none));
    }

    @Test
    void message_ofAPlaceFromOutside_isPrintable() {
        assertThatThrownBy(() -> ADAS.check(put("/evil\n\u001b[31mkey" + "x".repeat(300), 1L), BOARD))
                .message()
                .startsWith("this client may not write \"/evil??[31mkeyxxx")
                .hasSizeLessThan(130);
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "/a/**/b", "/~2"})
    void at_noPattern_isRefused(String pattern) {
        assertThatThrownBy(() -> Writes.at(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void at_twoStarsAtTheEnd_meanTheSame() {
        assertThat(isAllowed(Writes.at("/users/*/**"), put("/users/bob/name", "B")))
                .isTrue();
        assertThat(isAllowed(Writes.at("/**"), put("/owner", 1L))).isTrue();
    }
}
