package io.entangle.atom;

import static io.entangle.atom.ModelChecker.both;
import static io.entangle.atom.ModelChecker.check;
import static io.entangle.atom.ModelChecker.checkFails;

import io.entangle.atom.FaultyReference.Fault;
import io.entangle.value.Doc;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of watches, in every interleaving that the model checker tries. */
@Tag("exhaustive")
final class WatchLincheckTest {
    @Test
    void swap_twoWriters_watchIsToldOfEveryChangeOnceInOrder() {
        check(WatchScenarios.twoWriters(Fault.NONE));
    }

    @Test
    void swap_whileAnotherThreadTellsTheWatch_isNotForgotten() {
        check(WatchScenarios.writerGoesOn(Fault.NONE));
    }

    @Test
    void swap_ofAnAtomByTwoWriters_watchIsToldOfEveryChangeOnceInOrder() {
        Doc[] docs = {Doc.from("0"), Doc.from("1"), Doc.from("2")};
        check(() -> {
            Atom<Doc> atom = Atom.of(docs[0]);
            WatchLog log = new WatchLog();
            atom.watchChanges(
                    "log",
                    change -> log.accept(new Change<>(
                            (String) change.before().value(),
                            (String) change.after().value(),
                            change.version())));

            both(() -> atom.swap(doc -> docs[1]), () -> atom.swap(doc -> docs[2]));

            log.checkTold(0, new State<>(2, (String) atom.get().value()));
        });
    }

    @Test
    void watch_whileAnotherThreadSwaps_isToldOfAllChangesSince() {
        check(WatchScenarios.registering(Fault.NONE));
    }

    @Test
    void watch_whileAnotherThreadSwapsTwice_isToldOfAllChangesSince() {
        check(WatchScenarios.registeringTwoWrites(Fault.NONE));
    }

    @Test
    void watch_thatWrites_isToldOfThatAfterItHasReturned() {
        check(WatchScenarios.watchWrites(Fault.NONE));
    }

    @Test
    void watch_ofAKeyInUse_replacesTheOther() {
        check(WatchScenarios.replacing(Fault.NONE));
    }

    @Test
    void watch_throws_theOtherIsToldAllTheSame() {
        check(WatchScenarios.oneOfTwoThrows());
    }

    @Test
    void unwatch_whileAnotherThreadSwaps_atMostTheCallUnderWayFollows() {
        check(WatchScenarios.unwatching(Fault.NONE));
    }

    @Test
    void check_writersTellTheWatch_fails() {
        checkFails(WatchScenarios.twoWriters(Fault.WRITERS_TELL), "AssertionError");
    }

    @Test
    void check_noDrainAfterRegistering_fails() {
        checkFails(WatchScenarios.registering(Fault.NO_DRAIN_AFTER_REGISTERING), "AssertionError");
    }

    @Test
    void check_noSecondLook_fails() {
        checkFails(WatchScenarios.twoWriters(Fault.NO_SECOND_LOOK), "AssertionError");
    }

    @Test
    void check_noCancelling_fails() {
        checkFails(WatchScenarios.unwatching(Fault.NO_CANCELLING), "AssertionError");
    }
}
