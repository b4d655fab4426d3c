package io.entangle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.collection.Item;
import io.entangle.value.Doc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each example does what it says. */
final class ExamplesTest {
    @Test
    void counter_bothCount_allHoldBothCounts() {
        assertThat(Counter.run(100)).hasSize(3).containsOnly(Doc.of("a", 100, "b", 100));
    }

    @Test
    void recordsBoard_bothChange_allHoldBothChanges() {
        List<RecordsBoard.Board> boards = RecordsBoard.run();

        assertThat(boards).hasSize(3);
        assertThat(boards.stream().distinct()).singleElement().satisfies(board -> {
            assertThat(board.title()).isEqualTo("Groceries");
            assertThat(board.cards().get("milk").stage()).isEqualTo(RecordsBoard.Stage.DONE);
            assertThat(board.cards().get("tea").text()).isEqualTo("Buy tea");
        });
    }

    @Test
    void todoList_rowsAreThoseOfTheList_andWereToldStepByStep() {
        TodoList.Outcome outcome = TodoList.run();

        assertThat(outcome.rows()).extracting(Item::id).containsExactly("iron", "read");
        assertThat(outcome.rows().get(0).record().text()).isEqualTo("Iron the shirts");
        assertThat(outcome.told().get(0).before()).isEmpty();
        assertThat(outcome.told())
                .last()
                .satisfies(change -> assertThat(change.after()).isEqualTo(outcome.rows()));
        assertThat(outcome.told())
                .allSatisfy(change -> assertThat(change.after()).hasSizeLessThanOrEqualTo(3));
    }

    @Test
    void shop_twoTills_sellWhatThereIs_andLoseNothing() {
        assertThat(Shop.run(50))
                .isEqualTo(new Shop.Outcome(Doc.of("milk", 0), Doc.of("money", 0), Doc.of("money", 100)));
    }

    @Test
    void library_bothDesksLendOneBook_oneLoanIsTakenBack() {
        Library.Outcome outcome = Library.run();

        assertThat(outcome.lent()).hasSize(2).contains(List.of("Good Omens", "Cleo"));
        assertThat(outcome.lent()).containsAnyOf(List.of("Emma", "Ann"), List.of("Emma", "Bob"));
        assertThat(outcome.refused()).containsExactly(":transact/cas");
    }

    @Test
    void members_writeWhatIsTheirs_andWhoIsPutOutIsLeftWithNothing() throws Exception {
        Members.Outcome outcome = Members.run();

        assertThat(outcome.board())
                .isEqualTo(Doc.of("title", "Board", "owner", "root", "notes", Doc.of("ada", "mine")));
        assertThat(outcome.refused()).containsExactly("this client may not write \"/owner\"");
        assertThat(outcome.revoked()).containsExactly("this client may no longer read \"board\"");
    }

    @Test
    void localBus_bothChange_bothHoldTheSameObject() {
        LocalBus.Outcome outcome = LocalBus.run();

        assertThat(outcome.subscribed()).isSameAs(outcome.published());
        assertThat(outcome.published()).isEqualTo(Doc.of("visits", 1, "open", true));
    }

    @Test
    void quickstart_hubHoldsWhatTheReplicaWrote() {
        Quickstart.Outcome outcome = Quickstart.run(0);

        assertThat(outcome.state()).isEqualTo(Doc.of("count", 1, "title", "Groceries"));
        assertThat(outcome.board().todos().get("milk")).isEqualTo(new Quickstart.Todo("Milk", false));
    }

    @Test
    void main_wrongArguments_exitCodeTwo() {
        assertThat(Main.run("demo", "--rate", "0")).isEqualTo(2);
        assertThat(Main.run("no-such-example")).isEqualTo(2);
    }

    @Test
    void main_help_exitCodeZero() {
        assertThat(Main.run("--help")).isZero();
        assertThat(Main.run("demo", "--help")).isZero();
    }
}
