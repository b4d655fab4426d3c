package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.atom.Version;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.journal.DurableAtoms;
import io.entangle.journal.Journal;
import io.entangle.journal.MemoryJournal;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.testing.ForwardingJournal;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An atom that goes on with another history than its authority was told of. */
@Timeout(60)
final class BegunAnewTest {
    private static final Doc FIRST = Doc.of("n", 0L);

    private final MemoryJournal tables = new MemoryJournal();
    private final HybridClock clock = new HybridClock(new FakeTime(1_000_000_000_000L), new SiteId(1));
    private final DurableAtoms atoms =
            DurableAtoms.builder(new Shared()).clock(clock).build();
    private final WriteOrder order = new WriteOrder(atoms, Runnable::run);
    private final Atom<Doc> atom = atoms.atom("a", FIRST);
    private final Journaling<Doc> first = new Journaling<>(atoms.behind(atom), clock, 1_000, order);
    private final Authority<Doc> knowing = authority(first);

    /** A journal that others append to as well. */
    private final class Shared extends ForwardingJournal {
        @Override
        protected Journal kept() {
            return tables;
        }

        @Override
        public boolean isShared() {
            return true;
        }
    }

    @AfterEach
    void close() {
        atoms.close();
    }

    private Authority<Doc> authority(Journaling<Doc> journaling) {
        return new Authority<>(
                atom, journaling.epoch(), clock, AuthorityOptions.defaults(), conflict -> {}, journaling);
    }

    private void beginEpoch(long epoch) {
        tables.beginEpoch("a", epoch);
        assertThat(atoms.look().join()).isTrue();
    }

    private static Snapshot subscribed(Authority<Doc> authority, Version known) {
        return (Snapshot) authority
                .subscribe("client", new Subscribe(known, 1, Delivery.LATEST))
                .opening();
    }

    @Test
    void epoch_begunByAnother_isThatOfTheNextAuthority() {
        atom.swap(doc -> doc.with("n", 1L));
        Version known = knowing.head().version();
        List<Journaling<Doc>> anew = new ArrayList<>();
        first.onAnew(anew::add);

        beginEpoch(7);

        assertThat(anew).hasSize(1);
        Snapshot snapshot = subscribed(authority(anew.get(0)), known);
        assertThat(snapshot.reset()).isTrue();
        assertThat(snapshot.version()).isEqualTo(new Version(7, 1));
        assertThat(snapshot.value()).isEqualTo(FIRST.with("n", 1L));
    }

    @Test
    void epochs_begunBeforeAnybodyAsks_areToldAllTheSame_eachWithItsOwn() {
        beginEpoch(7);
        atom.swap(doc -> doc.with("n", 1L));
        beginEpoch(8);
        List<Journaling<Doc>> anew = new ArrayList<>();

        first.onAnew(anew::add);
        Authority<Doc> passed = authority(anew.get(0));
        anew.get(0).onAnew(anew::add);
        Authority<Doc> newest = authority(anew.get(1));

        assertThat(anew).hasSize(2);
        assertThat(passed.epoch()).isEqualTo(7);
        assertThat(newest.epoch()).isEqualTo(8);
        assertThat(newest.head().version()).isEqualTo(new Version(8, 1));
    }

    @Test
    void authority_afterItsHistory_answersInItsEpochAndTakesNoWrites() {
        Version known = knowing.head().version();
        beginEpoch(7);
        List<ToReplica> answers = new ArrayList<>();
        Write write = new Write(1, 0, clock.now(), new Intent.Increment(Path.of("n"), 1));

        AtomicGroup.write("client", List.of(new AtomicGroup.Member(knowing, write)), answers::addAll);

        assertThat(answers).isEmpty();
        assertThat(knowing.isAhead()).isFalse();
        assertThat(subscribed(knowing, new Version(known.epoch(), 99)).version())
                .isEqualTo(known);
        assertThat(tables.atoms().get(0).epoch()).isEqualTo(7);
        assertThat(atom.get()).isEqualTo(FIRST);
    }
}
