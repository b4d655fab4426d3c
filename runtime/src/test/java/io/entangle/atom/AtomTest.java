package io.entangle.atom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AtomTest {
    private static Atom<Doc> counter() {
        return Atom.of(Doc.of("n", 0));
    }

    private static Doc increment(Doc doc) {
        return doc.update("n", n -> (long) n + 1);
    }

    @Test
    void swap_changesValueAndVersion() {
        Atom<Doc> atom = counter();

        Doc after = atom.swap(AtomTest::increment);

        assertThat(after).isEqualTo(Doc.of("n", 1));
        assertThat(atom.get()).isSameAs(after);
        assertThat(atom.version()).isEqualTo(1);
        assertThat(atom.state()).isEqualTo(new State<>(1, after));
    }

    @Test
    void swap_toAnEqualValue_isNoChange() {
        Atom<Doc> atom = counter();
        List<Doc> told = new ArrayList<>();
        atom.watch("w", (before, after) -> told.add(after));

        atom.swap(doc -> Doc.of("n", 0));
        atom.reset(Doc.of("n", 0));

        assertThat(atom.version()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void swap_functionThrows_nothingChanges() {
        Atom<Doc> atom = counter();

        assertThatThrownBy(() -> atom.swap(doc -> {
                    throw new IllegalStateException("boom");
                }))
                .hasMessage("boom");
        assertThatThrownBy(() -> atom.swap(doc -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("not null");
        assertThat(atom.version()).isZero();
    }

    @Test
    void compareAndSet_comparesByEquality() {
        Atom<Doc> atom = counter();

        assertThat(atom.compareAndSet(Doc.of("n", 1), Doc.of("n", 2))).isFalse();
        assertThat(atom.compareAndSet(Doc.of("n", 0), Doc.of("n", 2))).isTrue();
        assertThat(atom.compareAndSet(0L, Doc.of("n", 3))).isFalse();
        assertThat(atom.compareAndSet(1L, Doc.of("n", 3))).isTrue();
        assertThat(atom.get()).isEqualTo(Doc.of("n", 3));
    }

    @Test
    void validator_refuses_nothingChanges() {
        Atom<Doc> atom = Atom.builder(AtomType.doc())
                .validator(doc -> doc.get("n", Long.class) > 1 ? "n is at most 1" : null)
                .build(Doc.of("n", 0));
        List<Doc> told = new ArrayList<>();
        atom.watch("w", (before, after) -> told.add(after));

        atom.swap(AtomTest::increment);

        assertThatThrownBy(() -> atom.swap(AtomTest::increment))
                .isInstanceOf(RefusedException.class)
                .hasMessage("n is at most 1");
        assertThat(atom.get()).isEqualTo(Doc.of("n", 1));
        assertThat(atom.version()).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    @Test
    void validator_refusesTheFirstValue_noAtom() {
        assertThatThrownBy(() ->
                        Atom.builder(AtomType.doc()).validator(doc -> "never").build(Doc.of()))
                .isInstanceOf(RefusedException.class);
    }

    record Reading(double celsius) {}

    @Test
    void swap_outsideTheDomain_nothingChanges() {
        Atom<Reading> atom = Atom.of(AtomType.of(Reading.class), new Reading(20));

        assertThatThrownBy(() -> atom.reset(new Reading(Double.NaN))).hasMessageContaining("celsius");
        assertThatThrownBy(() -> Atom.of(AtomType.of(Reading.class), new Reading(Double.POSITIVE_INFINITY)))
                .hasMessageContaining("celsius");
        assertThat(atom.get()).isEqualTo(new Reading(20));
        assertThat(atom.version()).isZero();
    }

    @Test
    void watch_throws_othersStillRun_andItIsReported() {
        List<String> reported = new ArrayList<>();
        Atom<Doc> atom = Atom.builder(AtomType.doc())
                .onWatchError((key, error) -> reported.add(key + ": " + error.getMessage()))
                .build(Doc.of("n", 0));
        List<Doc> told = new ArrayList<>();
        atom.watch("a", (before, after) -> told.add(after));
        atom.watch("bad", (before, after) -> {
            throw new IllegalStateException("boom");
        });
        atom.watch("z", (before, after) -> told.add(after));

        atom.swap(AtomTest::increment);
        atom.swap(AtomTest::increment);

        assertThat(told).hasSize(4);
        assertThat(reported).containsExactly("bad: boom", "bad: boom");
        assertThat(atom.version()).isEqualTo(2);
    }

    @Test
    void watch_errorHandlerThrowsToo_harmsNobody() {
        Atom<Doc> atom = Atom.builder(AtomType.doc())
                .onWatchError((key, error) -> {
                    throw new IllegalStateException("handler");
                })
                .build(Doc.of("n", 0));
        List<Doc> told = new ArrayList<>();
        atom.watch("bad", (before, after) -> {
            throw new AssertionError("boom");
        });
        atom.watch("good", (before, after) -> told.add(after));

        atom.swap(AtomTest::increment);

        assertThat(told).hasSize(1);
    }

    @Test
    void watch_mayItselfSwap_andIsToldAfterwards() {
        Atom<Doc> atom = counter();
        List<String> told = new ArrayList<>();
        atom.watch("w", (before, after) -> {
            told.add(before.get("n") + ">" + after.get("n"));
            if (after.get("n", Long.class) < 3) {
                atom.swap(AtomTest::increment);
                told.add("returned");
            }
        });

        atom.swap(AtomTest::increment);

        assertThat(told).containsExactly("0>1", "returned", "1>2", "returned", "2>3");
    }

    @Test
    void watch_sameKey_replacesTheOther() {
        Atom<Doc> atom = counter();
        List<String> told = new ArrayList<>();
        atom.watch("w", (before, after) -> told.add("first"));
        atom.watch("w", (before, after) -> told.add("second"));

        atom.swap(AtomTest::increment);

        assertThat(told).containsExactly("second");
        assertThat(atom.unwatch("w")).isTrue();
        assertThat(atom.unwatch("w")).isFalse();
        atom.swap(AtomTest::increment);
        assertThat(told).hasSize(1);
    }

    @Test
    void watch_unwatchesItself_isNotToldAgain() {
        Atom<Doc> atom = counter();
        List<Doc> told = new ArrayList<>();
        atom.watch("w", (before, after) -> {
            told.add(after);
            atom.unwatch("w");
            atom.swap(AtomTest::increment);
        });

        atom.swap(AtomTest::increment);

        assertThat(told).containsExactly(Doc.of("n", 1));
    }

    @Test
    void watch_slow_delaysNoOtherWriter() throws InterruptedException {
        Atom<Doc> atom = counter();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        List<Doc> told = new ArrayList<>();
        atom.watch("slow", (before, after) -> {
            told.add(after);
            entered.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread writer = new Thread(() -> atom.swap(AtomTest::increment));
        writer.start();
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        atom.swap(AtomTest::increment);
        atom.swap(AtomTest::increment);

        assertThat(atom.version()).isEqualTo(3);
        leave.countDown();
        writer.join();
        assertThat(told).containsExactly(Doc.of("n", 1), Doc.of("n", 2), Doc.of("n", 3));
    }

    @Test
    void watchChanges_carriesVersions() {
        Atom<Doc> atom = Atom.builder(AtomType.doc()).version(41).build(Doc.of("n", 0));
        List<Change<Doc>> told = new ArrayList<>();
        atom.watchChanges("w", told::add);

        atom.swap(AtomTest::increment);

        assertThat(told).containsExactly(new Change<>(Doc.of("n", 0), Doc.of("n", 1), 42));
    }
}
