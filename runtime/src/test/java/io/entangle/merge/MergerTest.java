package io.entangle.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import org.junit.jupiter.api.Test;

final class MergerTest {
    private static final SiteId A = new SiteId(1);
    private static final SiteId B = new SiteId(2);

    private static HybridTimestamp stamp(long ms, SiteId site) {
        return new HybridTimestamp(ms, 0, site);
    }

    @Test
    void differentFields_bothSurvive() {
        Doc start = Doc.of("x", 0, "y", 0);

        Held held =
                new Held(start).write(A, 10, 0, start, start.with("x", 1)).write(B, 5, 0, start, start.with("y", 2));

        assertThat(held.doc).isEqualTo(Doc.of("x", 1, "y", 2));
        assertThat(held.conflicts).isEmpty();
    }

    @Test
    void sameField_theLaterWriteWins_whateverComesFirst() {
        Doc start = Doc.of("x", 0);
        Doc a = Doc.of("x", "a");
        Doc b = Doc.of("x", "b");

        Held aFirst = new Held(start).write(A, 10, 0, start, a).write(B, 20, 0, start, b);
        Held bFirst = new Held(start).write(B, 20, 0, start, b).write(A, 10, 0, start, a);

        assertThat(aFirst.doc).isEqualTo(b);
        assertThat(bFirst.doc).isEqualTo(b);
        assertThat(aFirst.conflicts)
                .containsExactly(
                        new Conflict(Path.of("x"), 0L, "b", "a", "b", "last-write-wins", stamp(20, B), stamp(10, A)));
        assertThat(bFirst.conflicts)
                .containsExactly(
                        new Conflict(Path.of("x"), 0L, "a", "b", "b", "last-write-wins", stamp(10, A), stamp(20, B)));
    }

    @Test
    void seenWrite_isOverwrittenEvenByAnEarlierStamp() {
        Doc start = Doc.of("x", 0);
        Doc a = Doc.of("x", "a");

        Held held = new Held(start).write(A, 1000, 0, start, a).write(B, 5, 1, a, Doc.of("x", "b"));

        assertThat(held.doc).isEqualTo(Doc.of("x", "b"));
        assertThat(held.conflicts).isEmpty();
    }

    @Test
    void ownWrites_doNotConflict() {
        Doc start = Doc.of("x", 0);

        Held held =
                new Held(start).write(A, 10, 0, start, Doc.of("x", 1)).write(A, 10, 0, Doc.of("x", 1), Doc.of("x", 2));

        assertThat(held.doc).isEqualTo(Doc.of("x", 2));
        assertThat(held.conflicts).isEmpty();
    }

    @Test
    void equalTimes_theGreaterSiteWins_whateverComesFirst() {
        Doc start = Doc.of("x", 0);
        Doc a = Doc.of("x", "a");
        Doc b = Doc.of("x", "b");

        assertThat(new Held(start).write(A, 10, 0, start, a).write(B, 10, 0, start, b).doc)
                .isEqualTo(b);
        assertThat(new Held(start).write(B, 10, 0, start, b).write(A, 10, 0, start, a).doc)
                .isEqualTo(b);
    }

    @Test
    void nestedWrite_laterThanTheRemovalOfItsMap_bringsBackItsFieldAlone() {
        Doc start = Doc.of("m", Doc.of("x", 1, "y", 2));
        Doc edited = start.with(Path.of("m", "x"), 9);

        Held removedFirst =
                new Held(start).write(A, 10, 0, start, start.without("m")).write(B, 20, 0, start, edited);
        Held editedFirst = new Held(start).write(B, 20, 0, start, edited).write(A, 10, 0, start, start.without("m"));

        assertThat(removedFirst.doc).isEqualTo(Doc.of("m", Doc.of("x", 9)));
        assertThat(editedFirst.doc).isEqualTo(Doc.of("m", Doc.of("x", 9)));
    }

    @Test
    void nestedWrite_earlierThanTheRemovalOfItsMap_isLost() {
        Doc start = Doc.of("m", Doc.of("x", 1, "y", 2));
        Doc edited = start.with(Path.of("m", "x"), 9);

        Held removedFirst =
                new Held(start).write(A, 20, 0, start, start.without("m")).write(B, 10, 0, start, edited);
        Held editedFirst = new Held(start).write(B, 10, 0, start, edited).write(A, 20, 0, start, start.without("m"));

        assertThat(removedFirst.doc).isEqualTo(Doc.of());
        assertThat(editedFirst.doc).isEqualTo(Doc.of());
    }

    @Test
    void fieldKeptByAnEarlierPutOfItsMap_keepsItsTime() {
        SiteId c = new SiteId(3);
        Doc start = Doc.of("m", Doc.of("f", 0, "g", 0));

        Held held = new Held(start)
                .write(A, 300, 0, start, start.with(Path.of("m", "f"), "A300"))
                .write(B, 100, 0, start, Doc.of("m", "B100"))
                .write(c, 200, 0, start, start.with(Path.of("m", "f"), "C200"));

        assertThat(held.doc).isEqualTo(Doc.of("m", Doc.of("f", "A300")));
    }

    @Test
    void list_isOneField() {
        Doc start = Doc.of("l", Doc.list(1, 2));

        Held held = new Held(start)
                .write(A, 10, 0, start, Doc.of("l", Doc.list(1, 2, 3)))
                .write(B, 20, 0, start, Doc.of("l", Doc.list(0, 1, 2)));

        assertThat(held.doc).isEqualTo(Doc.of("l", Doc.list(0, 1, 2)));
        assertThat(held.conflicts).hasSize(1);
    }

    @Test
    void spliceOfAListThatChangedSince_isRefused() {
        Doc start = Doc.of("l", Doc.list(1, 2));
        Held held = new Held(start).write(A, 10, 0, start, Doc.of("l", Doc.list(5)));
        Delta splice = Delta.diff(start, Doc.of("l", Doc.list(1, 2, 3)));

        assertThatThrownBy(() -> held.write(B, 20, 0, splice))
                .isInstanceOf(StaleListException.class)
                .hasMessageContaining("\"/l\"");
        assertThat(held.doc).isEqualTo(Doc.of("l", Doc.list(5)));
    }

    @Test
    void removalOfNothing_isNoWrite() {
        Held held = new Held(Doc.of())
                .write(
                        A,
                        1,
                        0,
                        Delta.of(Edit.ofMap(io.entangle.value.PersistentMap.<String, Edit>empty()
                                .with("x", Edit.remove()))));

        assertThat(held.version).isZero();
    }

    /** Two concurrent writes of disjoint or equal fields end in the same document, whichever comes first. */
    @Test
    void twoConcurrentWrites_endTheSame_whicheverComesFirst() {
        Laws.check(10_000, random -> {
            Doc start = Docs.random(random, 12);
            Doc a = Docs.mutate(random, start);
            Doc b = Docs.mutate(random, start);
            long timeA = 1 + random.nextInt(3);
            long timeB = 1 + random.nextInt(3);

            Doc aFirst = new Held(start).write(A, timeA, 0, start, a).write(B, timeB, 0, start, b).doc;
            Doc bFirst = new Held(start).write(B, timeB, 0, start, b).write(A, timeA, 0, start, a).doc;

            assertThat(aFirst).isEqualTo(bFirst);
        });
    }

    // ---- records ----

    private static final MergeRules RECORDS = MergeRules.ofRecords(path -> path.length() == 1);
    private static final Doc MILK = Doc.of("m", Doc.of("text", "milk", "done", false, "count", 1));
    private static final Doc DONE = MILK.with(Path.of("m", "done"), true);

    @Test
    void record_removed_isGone_whateverWasWrittenWithinIt_andWhenever() {
        Held removedFirst =
                new Held(MILK, RECORDS).write(A, 10, 0, MILK, Doc.of()).write(B, 20, 0, MILK, DONE);
        Held editedFirst = new Held(MILK, RECORDS).write(B, 20, 0, MILK, DONE).write(A, 10, 0, MILK, Doc.of());

        assertThat(removedFirst.doc).isEqualTo(Doc.of());
        assertThat(editedFirst.doc).isEqualTo(Doc.of());
        assertThat(removedFirst.conflicts)
                .containsExactly(new Conflict(
                        Path.of("m", "done"), false, true, null, null, "removed", stamp(20, B), stamp(10, A)));
        assertThat(editedFirst.conflicts)
                .containsExactly(new Conflict(
                        Path.of("m", "done"), false, null, true, null, "removed", stamp(10, A), stamp(20, B)));
        assertThat(editedFirst.stamps.size())
                .as("of the fields nothing is remembered")
                .isEqualTo(1);
    }

    @Test
    void record_putAgain_isAnother() {
        Doc tea = Doc.of("m", Doc.of("text", "tea", "done", false, "count", 5));
        Held held = new Held(MILK, RECORDS).write(A, 10, 0, MILK, Doc.of()).write(A, 11, 1, Doc.of(), tea);

        held.write(B, 20, 0, MILK, DONE);
        assertThat(held.doc).as("B has edited the one that is gone").isEqualTo(tea);
        held.write(B, 21, 2, tea, tea.with(Path.of("m", "done"), true));
        held.write(A, 22, 2, tea, tea.with(Path.of("m", "text"), "green tea"));

        assertThat(held.doc).isEqualTo(Doc.of("m", Doc.of("text", "green tea", "done", true, "count", 5)));
    }

    @Test
    void record_putBySomebodyWhoSawNone_isPutWhole_orNotAtAll() {
        Doc tea = Doc.of("t", Doc.of("text", "tea", "done", false));
        Doc removed = Doc.of();

        Held putLater = new Held(removed, RECORDS)
                .write(A, 5, 0, removed, Doc.of("t", Doc.of("text", "coffee", "done", true)))
                .write(A, 10, 1, Doc.of("t", Doc.of("text", "coffee", "done", true)), removed)
                .write(B, 20, 0, removed, tea);
        Held putEarlier = new Held(removed, RECORDS)
                .write(A, 5, 0, removed, Doc.of("t", Doc.of("text", "coffee", "done", true)))
                .write(A, 10, 1, Doc.of("t", Doc.of("text", "coffee", "done", true)), removed)
                .write(B, 7, 0, removed, tea);

        assertThat(putLater.doc).isEqualTo(tea);
        assertThat(putEarlier.doc).isEqualTo(removed);
    }

    @Test
    void record_removed_incrementsOfItsFieldsAreGoneToo() {
        Path count = Path.of("m", "count");

        Held removedFirst =
                new Held(MILK, RECORDS).write(A, 10, 0, MILK, Doc.of()).increment(B, 20, 0, count, 3);
        Held incrementedFirst =
                new Held(MILK, RECORDS).increment(B, 20, 0, count, 3).write(A, 10, 0, MILK, Doc.of());

        assertThat(removedFirst.doc).isEqualTo(Doc.of());
        assertThat(incrementedFirst.doc).isEqualTo(Doc.of());
        assertThat(removedFirst.conflicts).extracting(Conflict::rule).containsExactly("removed");
        assertThat(incrementedFirst.conflicts).extracting(Conflict::rule).containsExactly("removed");
    }

    @Test
    void record_thatIsNotThere_cannotBeEdited() {
        Delta done = Delta.diff(MILK, DONE);

        assertThatThrownBy(() -> Merger.alone(done, Doc.of(), RECORDS, stamp(1, A)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at \"/m\": a record that is not there has no fields to be changed");
        assertThatThrownBy(() -> Merger.aloneIncrement(Path.of("m", "count"), 1, Doc.of(), RECORDS, stamp(1, A)))
                .isInstanceOf(InvalidValueException.class);
        assertThat(Merger.alone(done, MILK, RECORDS, stamp(1, A)).apply(MILK)).isEqualTo(DONE);
    }

    @Test
    void record_removed_isRememberedAsNotes() {
        HybridTimestamp removed = stamp(10, A);
        Held held = new Held(MILK, RECORDS).write(B, 20, 0, MILK, DONE);
        Merged merged =
                new Merger(held.doc, held.stamps, RECORDS, () -> MILK, removed, 0).edits(Delta.diff(MILK, Doc.of()));

        Merged read = MergeNotes.merged(merged.delta(), removed, MergeNotes.of(merged, removed));

        assertThat(read.marks()).isEqualTo(merged.marks()).containsExactly(new Mark.Removed(Path.of("m"), removed, A));
    }
}
