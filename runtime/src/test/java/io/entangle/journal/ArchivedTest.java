package io.entangle.journal;

import static io.entangle.journal.Chain.entries;
import static io.entangle.journal.Chain.entry;
import static io.entangle.journal.Chain.snapshot;
import static io.entangle.journal.Chain.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.entangle.delta.Delta;
import io.entangle.journal.Archived.Begun;
import io.entangle.journal.Archived.Held;
import io.entangle.journal.Archived.Made;
import io.entangle.journal.Archived.Marked;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.sql.Journals;
import io.entangle.journal.sql.Postgres;
import io.entangle.value.Doc;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** From every kind of journal, all that is kept comes into every other. */
final class ArchivedTest {
    private static final AtomicInteger FILES = new AtomicInteger();

    @TempDir
    private Path directory;

    enum Kind {
        MEMORY,
        SQLITE,
        POSTGRES
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(Kind.values())
                .flatMap(from -> Arrays.stream(Kind.values()).map(to -> Arguments.of(from, to)));
    }

    private Journal open(Kind kind) {
        return switch (kind) {
            case MEMORY -> Journals.memory();
            case SQLITE -> Journals.sqlite(directory.resolve("state-" + FILES.incrementAndGet() + ".db"));
            case POSTGRES -> Journals.postgres(Postgres.freshUrl());
        };
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void restore_whatWasTakenOut_isTheSame(Kind from, Kind to) {
        try (Journal source = open(from);
                Journal target = open(to)) {
            fill(source);
            List<Archived> parts = takenOut(source);

            target.restore(parts);

            assertThat(takenOut(target)).isEqualTo(parts);
            assertThat(target.atoms()).isEqualTo(source.atoms());
            assertThat(target.recover("long", 0)).isEqualTo(source.recover("long", 0));
            assertThat(target.verify(progress -> {})).isEmpty();
        }
    }

    /** An atom with everything, one cut off, one that has just begun, and one without a history that is left. */
    private static void fill(Journal journal) {
        journal.begin("long", -1, snapshot(0));
        keep(journal, entries("long", 0, 1500));
        journal.snapshot("long", snapshot(600));
        journal.snapshot("long", snapshot(1500));
        keep(journal, List.of(written("long", 1501, "c", 1, Doc.of("told", 1L)), written("long", 1502, "d", 1, null)));
        keep(journal, List.of(written("long", 1503, "c", 2, null), entry("long", 1504)));
        journal.begin("cut ä/😀", 7, snapshot(0));
        keep(journal, List.of(written("cut ä/😀", 1, "gone", 1, null), written("cut ä/😀", 2, "kept", 9, null)));
        keep(journal, List.of(written("cut ä/😀", 3, "kept", 10, null)));
        journal.snapshot("cut ä/😀", snapshot(2));
        journal.compact("cut ä/😀", 2);
        journal.forgetClients(Instant.ofEpochMilli(15));
        journal.begin("new", 8, new Snapshot(41, -5, Chain.stamp(1), Doc.from(null), Doc.of("note", 1L)));
        journal.begin("bare", 9, snapshot(0));
        keep(journal, List.of(written("bare", 1, "c", 1, null)));
        journal.snapshot("bare", snapshot(1));
        journal.compact("bare", 1);
    }

    private static void keep(Journal journal, List<Entry> group) {
        assertThat(journal.append(List.of(group))).containsExactly(true);
    }

    private static List<Archived> takenOut(Journal journal) {
        List<Archived> parts = new ArrayList<>();
        for (AtomHead head : journal.atoms()) {
            Archived.takeOut(journal, head.atom(), parts::add);
        }
        return parts;
    }

    @Test
    void takeOut_atom_comesInOrder() {
        try (Journal journal = Journals.memory()) {
            journal.begin("a", 7, snapshot(0));
            keep(journal, List.of(entry("a", 1), written("a", 2, "c", 1, null)));
            journal.snapshot("a", snapshot(1));

            assertThat(takenOut(journal))
                    .containsExactly(
                            new Begun("a", 7, snapshot(0)),
                            new Made(entry("a", 1)),
                            new Held("a", snapshot(1)),
                            new Made(written("a", 2, "c", 1, null)),
                            new Marked("a", new ClientMark("c", 1, null, 20)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takeOut_absentAtom_isRefused(Kind kind) {
        try (Journal journal = open(kind)) {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> Archived.takeOut(journal, "absent", part -> {}))
                    .matches(e -> e.failure() == Failure.NOT_KEPT)
                    .withMessageContainingAll("absent", journal.name());
        }
    }

    @ParameterizedTest
    @EnumSource
    void restore_intoAJournalInUse_goesOnFromThere(Kind kind) {
        try (Journal journal = open(kind)) {
            journal.begin("other", 1, snapshot(0));
            keep(journal, entries("other", 0, 3));

            journal.restore(List.of(
                    new Begun("a", 7, snapshot(4)),
                    new Made(entry("a", 5)),
                    new Marked("a", new ClientMark("c", 3, Doc.of("told", 3L), 20))));

            keep(journal, List.of(written("a", 6, "c", 4, null)));
            journal.begin("later", 2, snapshot(0));
            assertThat(journal.recover("a", 9).clients())
                    .containsExactly(new ClientMark("c", 4, Doc.of("told", 3L), 60));
            assertThat(journal.atoms()).extracting(AtomHead::version).containsExactly(6L, 0L, 3L);
            assertThat(journal.verify(progress -> {})).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void restore_presentAtom_keepsNothing(Kind kind) {
        try (Journal journal = open(kind)) {
            journal.begin("b", 7, snapshot(0));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal.restore(List.of(
                            new Begun("a", 7, snapshot(0)), new Made(entry("a", 1)), new Begun("b", 7, snapshot(0)))))
                    .withMessageContainingAll("\"b\"", "already");

            assertThat(journal.atoms()).containsExactly(new AtomHead("b", 7, 0, 0));
            assertThat(journal.begin("a", 3, snapshot(0)).epoch()).isEqualTo(3);
            assertThat(journal.verify(progress -> {})).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void restore_sourceThatFails_keepsNothing(Kind kind) {
        try (Journal journal = open(kind)) {
            Iterable<Archived> failing = () -> {
                Iterator<Archived> begun =
                        List.<Archived>of(new Begun("a", 7, snapshot(0))).iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Archived next() {
                        if (begun.hasNext()) {
                            return begun.next();
                        }
                        throw new IllegalStateException("the file can't be read");
                    }
                };
            };

            assertThatIllegalStateException().isThrownBy(() -> journal.restore(failing));

            assertThat(journal.atoms()).isEmpty();
        }
    }

    static Stream<Arguments> unfit() {
        Begun begun = new Begun("a", 7, snapshot(4));
        Marked marked = new Marked("a", new ClientMark("c", 1, null, 40));
        Entry early = new Entry("a", 5, 39, Chain.stamp(5), null, Delta.NONE, null);
        Entry unfit = new Entry(
                "a",
                5,
                50,
                Chain.stamp(5),
                null,
                Delta.diff(Doc.of("x", Doc.of()), Doc.of("x", Doc.of("y", 1L))),
                null);
        return Stream.of(
                Arguments.of("in the midst of no atom", List.of(new Made(entry("a", 1)))),
                Arguments.of("in the midst of the atom \"a\"", List.of(begun, new Made(entry("b", 5)))),
                Arguments.of("does not follow version 4", List.of(begun, new Made(entry("a", 6)))),
                Arguments.of("before the one it follows: 40", List.of(begun, new Made(early))),
                Arguments.of("does not fit the version before", List.of(begun, new Made(unfit))),
                Arguments.of("behind the clients", List.of(begun, marked, new Made(entry("a", 5)))),
                Arguments.of("just behind", List.of(begun, new Held("a", snapshot(4)))),
                Arguments.of("just behind", List.of(begun, new Made(entry("a", 5)), new Held("a", snapshot(6)))),
                Arguments.of(
                        "come to",
                        List.of(
                                begun,
                                new Made(entry("a", 5)),
                                new Held("a", new Snapshot(5, 50, Chain.stamp(5), Doc.of(), null)))),
                Arguments.of("second time", List.of(begun, marked, marked)),
                Arguments.of("second time", List.of(begun, begun)),
                Arguments.of("begin at 1", List.of(begun, new Marked("a", new ClientMark("c", 0, null, 40)))),
                Arguments.of("name", List.of(begun, new Marked("a", new ClientMark("", 1, null, 40)))),
                Arguments.of("id", List.of(new Begun("", 7, snapshot(4)))),
                Arguments.of(
                        "begin at 0", List.of(new Begun("a", 7, new Snapshot(-1, 0, Chain.stamp(0), Doc.of(), null)))));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void restore_partsThatDoNotFit_keepsNothing(String expected, List<Archived> parts) {
        for (Kind kind : List.of(Kind.MEMORY, Kind.SQLITE)) {
            try (Journal journal = open(kind)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> journal.restore(parts))
                        .withMessageContaining(expected);
                assertThat(journal.atoms()).isEmpty();
            }
        }
    }

    @Test
    void restore_file_isTheSameLifeWhenOpenedAgain() {
        Path file = directory.resolve("state.db");
        List<AtomHead> before;
        try (Journal journal = Journals.sqlite(file)) {
            journal.restore(List.of(new Begun("a", 7, snapshot(4)), new Made(entry("a", 5))));
            before = journal.atoms();
        }

        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.atoms()).isEqualTo(before).containsExactly(new AtomHead("a", 7, 5, 4));
        }
    }
}
