package io.entangle.journal;

import static io.entangle.journal.Chain.entries;
import static io.entangle.journal.Chain.entry;
import static io.entangle.journal.Chain.read;
import static io.entangle.journal.Chain.snapshot;
import static io.entangle.journal.Chain.value;
import static io.entangle.journal.Chain.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.JournalException.Failure;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal must do: the sentences of {@link Journal}, one by one. */
abstract class JournalContract {
    private static final String ODD = "ä/😀 '\";--%_\\\n\t$1?:x e\u0301 \uffff";

    private Journal journal;

    /** {@return a journal without atoms} */
    abstract Journal open();

    /** {@return what the durability of such a journal is} */
    abstract Durability expectedDurability();

    @BeforeEach
    final void openOne() {
        journal = open();
    }

    @AfterEach
    final void closeIt() {
        journal.close();
    }

    @Test
    final void durability_isWhatWasVerified() {
        assertThat(journal.durability()).isEqualTo(expectedDurability());
        assertThat(journal.name()).isNotEmpty().doesNotContain("password");
    }

    @Test
    final void begin_absent_isThereAndEmpty() {
        AtomHead head = journal.begin("a", 7, snapshot(0));

        assertThat(head).isEqualTo(new AtomHead("a", 7, 0, 0));
        assertThat(journal.recover("a", 10)).isEqualTo(new Recovery(head, snapshot(0), List.of(), List.of()));
    }

    @Test
    final void begin_laterVersion_isTheOldest() {
        journal.begin("a", -1, snapshot(41));

        keep(entries("a", 41, 42));

        assertThat(journal.atoms()).containsExactly(new AtomHead("a", -1, 42, 41));
    }

    @Test
    final void begin_present_leavesItAsItIs() {
        journal.begin("a", 7, snapshot(0));
        keep(entries("a", 0, 3));

        AtomHead head = journal.begin("a", 8, snapshot(100));

        assertThat(head).isEqualTo(new AtomHead("a", 7, 3, 0));
        assertThat(recover("a").entries()).hasSize(3);
    }

    @Test
    final void begin_namesOutOfBounds_areRefused() {
        for (String name : List.of("", "x".repeat(256), "a\0b", "\ud800", "\udc00\ud800")) {
            assertThatIllegalArgumentException().isThrownBy(() -> journal.begin(name, 1, snapshot(0)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> journal.begin("a", 1, snapshot(-1)));
        assertThat(journal.atoms()).isEmpty();
    }

    @Test
    final void begin_oddNames_areToldApartAndSorted() {
        List<String> names =
                List.of(ODD, "a", "A", "a ", " a", "é", "e\u0301", "x".repeat(255), "😀".repeat(127), "%", "_");

        for (String name : names) {
            journal.begin(name, 1, snapshot(0));
            keep(List.of(entry(name, 1)));
        }

        assertThat(journal.atoms())
                .extracting(AtomHead::atom)
                .containsExactlyElementsOf(names.stream().sorted().toList());
        assertThat(names).allSatisfy(name -> assertThat(recover(name).entries()).containsExactly(entry(name, 1)));
    }

    @Test
    final void recover_absent_isNull() {
        assertThat(journal.recover("a", 10)).isNull();
    }

    @Test
    final void recover_negativeCount_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> journal.recover("a", -1));
    }

    @Test
    final void recover_someVersions_beginsWithTheNewestSnapshotOldEnough() {
        journal.begin("a", 7, snapshot(0));
        keep(entries("a", 0, 20));
        journal.snapshot("a", snapshot(10));
        journal.snapshot("a", snapshot(20));

        assertThat(journal.recover("a", 0).snapshot()).isEqualTo(snapshot(20));
        assertThat(journal.recover("a", 1).snapshot()).isEqualTo(snapshot(10));
        assertThat(journal.recover("a", 10).entries()).isEqualTo(entries("a", 10, 20));
        assertThat(journal.recover("a", 11).snapshot()).isEqualTo(snapshot(0));
        assertThat(journal.recover("a", Integer.MAX_VALUE).entries()).isEqualTo(entries("a", 0, 20));
    }

    @Test
    final void append_everyField_isReadBackAsItWas() {
        Doc notes = Doc.of("", Doc.list(1L, null, true, 0.1), "\u0001", "\u0000\u2028😀");
        HybridTimestamp made = new HybridTimestamp((1L << 48) - 1, 65535, new SiteId(-1));
        Doc before = Doc.of("x", -0.5);
        Entry first = new Entry("a", 1, Long.MAX_VALUE - 1, made, null, Delta.NONE, null);
        Entry second = new Entry(
                "a",
                2,
                Long.MAX_VALUE,
                new HybridTimestamp(0, 0, new SiteId(0)),
                new Entry.Origin(ODD, Long.MAX_VALUE, notes),
                Delta.diff(before, Doc.from("scalar")),
                notes);
        Snapshot from = new Snapshot(0, Long.MIN_VALUE, made, before, notes);
        journal.begin("a", Long.MIN_VALUE, from);

        keep(List.of(first, second));

        Recovery recovery = recover("a");
        assertThat(recovery.head()).isEqualTo(new AtomHead("a", Long.MIN_VALUE, 2, 0));
        assertThat(recovery.snapshot()).isEqualTo(from);
        assertThat(recovery.entries()).containsExactly(first, second);
        assertThat(recovery.clients()).containsExactly(new ClientMark(ODD, Long.MAX_VALUE, notes, Long.MAX_VALUE));
        assertThat(journal.snapshotAt("a", 1)).isEqualTo(from);
    }

    @Test
    final void append_randomDocuments_areReadBackAsTheyWere() {
        AtomicLong count = new AtomicLong();
        Laws.check(100, random -> {
            String atom = "atom " + count.incrementAndGet();
            Doc before = Docs.random(random, 30);
            Doc after = Docs.mutate(random, before);
            Snapshot from = new Snapshot(0, 0, Chain.stamp(0), before, random.nextBoolean() ? after : null);
            Entry entry = new Entry(atom, 1, 1, Chain.stamp(1), null, Delta.diff(before, after), before);
            journal.begin(atom, 1, from);

            keep(List.of(entry));

            Recovery recovery = recover(atom);
            assertThat(recovery.snapshot()).isEqualTo(from);
            assertThat(recovery.entries()).containsExactly(entry);
            assertThat(recovery.entries().get(0).delta().apply(before)).isEqualTo(after);
        });
    }

    @Test
    final void append_tenMegabytes_areReadBack() {
        Doc large = Doc.of("text", "0123456789äöü😀".repeat(700_000));
        journal.begin("a", 1, snapshot(0));
        Entry entry = new Entry("a", 1, 0, Chain.stamp(1), null, Delta.diff(value(0), large), null);

        keep(List.of(entry));
        journal.snapshot("a", new Snapshot(1, 0, Chain.stamp(1), large, null));

        assertThat(read(journal, "a", 0, 1)).containsExactly(entry);
        assertThat(journal.snapshotAt("a", 1).value()).isEqualTo(large);
    }

    @Test
    final void append_nothing_isKept() {
        assertThat(journal.append(List.of())).isEmpty();
        assertThat(journal.append(List.of(List.of()))).containsExactly(true);
    }

    @Test
    final void append_gapOrRepetition_isLeftOut() {
        journal.begin("a", 1, snapshot(0));
        keep(entries("a", 0, 2));

        assertThat(journal.append(List.of(entries("a", 3, 4)))).containsExactly(false);
        assertThat(journal.append(List.of(List.of(otherEntry("a", 2))))).containsExactly(false);
        assertThat(journal.append(List.of(List.of(entry("a", 3), otherEntry("a", 3)))))
                .containsExactly(false);
        assertThat(recover("a").entries()).isEqualTo(entries("a", 0, 2));
    }

    @Test
    final void append_groupsOfOneAtom_followOneAnother() {
        journal.begin("a", 1, snapshot(0));

        List<Boolean> kept = journal.append(List.of(entries("a", 0, 1), entries("a", 1, 3), entries("a", 4, 5)));

        assertThat(kept).containsExactly(true, true, false);
        assertThat(recover("a").entries()).isEqualTo(entries("a", 0, 3));
    }

    @Test
    final void append_afterAGroupLeftOut_leavesOutWhatWasMadeOfIt() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        journal.begin("c", 1, snapshot(0));
        keep(List.of(otherEntry("a", 1)));
        List<List<Entry>> groups = List.of(
                List.of(entry("a", 1), entry("b", 1)),
                List.of(entry("a", 2)),
                List.of(entry("b", 1)),
                List.of(entry("c", 1)),
                List.of(entry("c", 2), entry("b", 1)),
                List.of(entry("c", 2)));

        assertThat(journal.append(groups)).containsExactly(false, false, false, true, false, false);
        assertThat(journal.append(groups)).containsExactly(false, false, false, true, false, false);

        assertThat(recover("a").entries()).containsExactly(otherEntry("a", 1));
        assertThat(recover("b").entries()).isEmpty();
        assertThat(recover("c").entries()).containsExactly(entry("c", 1));
    }

    @Test
    final void append_groupOfSeveralAtoms_isKeptWholeOrNot() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        keep(entries("b", 0, 1));

        assertThat(journal.append(List.of(List.of(written("a", 1, "left out", 1, Doc.of()), otherEntry("b", 1)))))
                .containsExactly(false);
        assertThat(journal.append(List.of(
                        List.of(entry("a", 1), entry("b", 2), entry("a", 2)), List.of(entry("b", 3), entry("a", 4)))))
                .containsExactly(true, false);

        assertThat(recover("a").entries()).isEqualTo(entries("a", 0, 2));
        assertThat(recover("b").entries()).isEqualTo(entries("b", 0, 2));
        assertThat(recover("a").clients()).isEmpty();
    }

    @Test
    final void append_sameGroupsAgain_keepsNoneTwiceAndSaysSo() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        List<List<Entry>> groups = List.of(
                List.of(written("a", 1, "c", 1, Doc.of("x", 1L)), entry("b", 1)),
                List.of(otherEntry("b", 1)),
                List.of(entry("a", 2)));

        List<Boolean> first = journal.append(groups);
        keep(List.of(written("a", 3, "c", 2, null), entry("b", 2)));
        List<Boolean> again = journal.append(groups);

        assertThat(first).containsExactly(true, false, true);
        assertThat(again).isEqualTo(first);
        assertThat(recover("a").head().version()).isEqualTo(3);
        assertThat(recover("a").clients()).containsExactly(new ClientMark("c", 2, Doc.of("x", 1L), 30));
        assertThat(recover("b").entries()).isEqualTo(entries("b", 0, 2));
    }

    @Test
    final void append_absentAtom_keepsNothing() {
        journal.begin("a", 1, snapshot(0));

        assertNotKept(() -> journal.append(List.of(entries("a", 0, 1), entries("absent", 0, 1))));

        assertThat(recover("a").entries()).isEmpty();
    }

    @Test
    final void append_takenInBeforeTheOneBefore_keepsNothing() {
        journal.begin("a", 1, snapshot(1));
        Entry early = new Entry("a", 2, 9, Chain.stamp(2), null, Delta.NONE, null);
        Entry sameTime = new Entry("a", 2, 10, Chain.stamp(2), null, Delta.NONE, null);
        Entry earlyAgain = new Entry("a", 3, 9, Chain.stamp(2), null, Delta.NONE, null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.append(List.of(List.of(early))))
                .withMessageContainingAll("version 2", "\"a\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.append(List.of(List.of(sameTime), List.of(earlyAgain))));

        assertThat(recover("a").entries()).isEmpty();
        keep(List.of(sameTime));
    }

    @Test
    final void append_severalOfOneClient_keepTheNewest() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        keep(List.of(written("a", 1, "c", 1, Doc.of("told", 1L)), written("a", 2, "d", 1, null)));

        journal.append(List.of(
                List.of(written("a", 3, "c", 2, Doc.of("told", 2L)), written("b", 1, "c", 9, null)),
                List.of(written("a", 4, "c", 3, Doc.of("told", 3L))),
                List.of(written("a", 5, "c", 4, null))));

        assertThat(recover("a").clients())
                .containsExactlyInAnyOrder(
                        new ClientMark("c", 4, Doc.of("told", 3L), 50), new ClientMark("d", 1, null, 20));
        assertThat(recover("b").clients()).containsExactly(new ClientMark("c", 9, null, 10));
    }

    @Test
    final void append_withoutOutcomes_leavesThoseKept() {
        journal.begin("a", 1, snapshot(0));
        keep(List.of(written("a", 1, "c", 1, Doc.of("told", 1L))));

        keep(List.of(written("a", 2, "c", 5, null)));

        assertThat(recover("a").clients()).containsExactly(new ClientMark("c", 5, Doc.of("told", 1L), 20));
    }

    @Test
    final void append_manyAtomsAndClients_areAllKept() {
        List<List<Entry>> groups = new ArrayList<>();
        for (int atom = 0; atom < 40; atom++) {
            journal.begin("atom " + atom, atom, snapshot(0));
            for (int version = 1; version <= 25; version++) {
                groups.add(List.of(written("atom " + atom, version, "client " + version % 20, version, null)));
            }
        }

        assertThat(journal.append(groups)).doesNotContain(false).hasSize(1000);

        assertThat(journal.atoms()).hasSize(40).allMatch(head -> head.version() == 25);
        assertThat(recover("atom 17").clients()).hasSize(20);
        assertThat(journal.verify(progress -> {})).isEmpty();
    }

    @Test
    final void snapshot_sameVersionAgain_staysAsItIs() {
        journal.begin("a", 1, snapshot(0));

        journal.snapshot("a", new Snapshot(0, 5, Chain.stamp(9), Doc.of("other", 1L), null));

        assertThat(journal.snapshotAt("a", 0)).isEqualTo(snapshot(0));
    }

    @Test
    final void snapshot_ofVersionsNotKept_isRefused() {
        journal.begin("a", 1, snapshot(5));
        keep(entries("a", 5, 6));

        assertNotKept(() -> journal.snapshot("a", snapshot(7)));
        assertNotKept(() -> journal.snapshot("a", snapshot(4)));
        assertNotKept(() -> journal.snapshot("absent", snapshot(5)));
    }

    @Test
    final void snapshotAt_eachVersion_isTheNewestUpToThere() {
        journal.begin("a", 1, snapshot(2));
        keep(entries("a", 2, 9));
        journal.snapshot("a", snapshot(5));

        assertThat(journal.snapshotAt("a", 2)).isEqualTo(snapshot(2));
        assertThat(journal.snapshotAt("a", 4)).isEqualTo(snapshot(2));
        assertThat(journal.snapshotAt("a", 5)).isEqualTo(snapshot(5));
        assertThat(journal.snapshotAt("a", 9)).isEqualTo(snapshot(5));
        assertNotKept(() -> journal.snapshotAt("a", 1));
        assertNotKept(() -> journal.snapshotAt("a", 10));
        assertNotKept(() -> journal.snapshotAt("absent", 0));
    }

    @Test
    final void read_range_isReadInOrder() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        keep(entries("a", 0, 2500));
        keep(entries("b", 0, 3));

        assertThat(read(journal, "a", 0, 2500)).isEqualTo(entries("a", 0, 2500));
        assertThat(read(journal, "a", 7, 9)).isEqualTo(entries("a", 7, 9));
        assertThat(read(journal, "a", 7, 7)).isEmpty();
        assertThat(read(journal, "b", 0, 3)).isEqualTo(entries("b", 0, 3));
    }

    @Test
    final void read_readerHasEnough_ends() {
        journal.begin("a", 1, snapshot(0));
        keep(entries("a", 0, 10));
        List<Entry> read = new ArrayList<>();

        journal.read("a", 2, 10, entry -> {
            read.add(entry);
            return entry.version() < 4;
        });

        assertThat(read).isEqualTo(entries("a", 2, 4));
    }

    @Test
    final void read_readerUsesTheJournal_isServed() {
        journal.begin("a", 1, snapshot(0));
        keep(entries("a", 0, 3));

        journal.read("a", 0, 3, entry -> {
            journal.snapshot("a", snapshot(entry.version()));
            keep(List.of(entry("a", entry.version() + 3)));
            return journal.snapshotAt("a", entry.version()).version() == entry.version();
        });

        assertThat(recover("a").head().version()).isEqualTo(6);
    }

    @Test
    final void read_versionsNotKept_areRefused() {
        journal.begin("a", 1, snapshot(5));
        keep(entries("a", 5, 8));

        assertNotKept(() -> read(journal, "a", 4, 8));
        assertNotKept(() -> read(journal, "a", 5, 9));
        assertNotKept(() -> read(journal, "absent", 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> read(journal, "a", 7, 6));
    }

    @Test
    final void versionAt_edges_areTheNewestThere() {
        journal.begin("a", 1, snapshot(3));
        keep(entries("a", 3, 5));
        keep(List.of(
                new Entry("a", 6, 50, Chain.stamp(6), null, Delta.NONE, null),
                new Entry("a", 7, 50, Chain.stamp(7), null, Delta.NONE, null)));

        assertNotKept(() -> journal.versionAt("a", 29));
        assertThat(journal.versionAt("a", 30)).isEqualTo(3);
        assertThat(journal.versionAt("a", 39)).isEqualTo(3);
        assertThat(journal.versionAt("a", 40)).isEqualTo(4);
        assertThat(journal.versionAt("a", 49)).isEqualTo(4);
        assertThat(journal.versionAt("a", 50)).isEqualTo(7);
        assertThat(journal.versionAt("a", Long.MAX_VALUE)).isEqualTo(7);
        assertNotKept(() -> journal.versionAt("a", Long.MIN_VALUE));
        assertNotKept(() -> journal.versionAt("absent", 0));
    }

    @Test
    final void compact_betweenSnapshots_keepsFromTheOneBefore() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        keep(entries("a", 0, 1500));
        keep(entries("b", 0, 3));
        journal.snapshot("a", snapshot(1000));
        journal.snapshot("a", snapshot(1400));

        assertThat(journal.compact("a", 1399)).isEqualTo(1000);

        assertThat(recover("a").head()).isEqualTo(new AtomHead("a", 1, 1500, 1000));
        assertThat(recover("a").entries()).isEqualTo(entries("a", 1000, 1500));
        assertNotKept(() -> read(journal, "a", 999, 1000));
        assertNotKept(() -> journal.snapshotAt("a", 999));
        assertNotKept(() -> journal.versionAt("a", 9999));
        assertThat(journal.versionAt("a", 10_000)).isEqualTo(1000);
        assertThat(read(journal, "b", 0, 3)).hasSize(3);
        assertThat(journal.verify(progress -> {})).isEmpty();
    }

    @Test
    final void compact_beyondAll_keepsTheNewestSnapshot() {
        journal.begin("a", 1, snapshot(0));
        keep(entries("a", 0, 10));
        journal.snapshot("a", snapshot(8));

        assertThat(journal.compact("a", Long.MAX_VALUE)).isEqualTo(8);
        assertThat(journal.compact("a", 0)).isEqualTo(8);

        keep(entries("a", 10, 11));
        assertThat(recover("a").entries()).isEqualTo(entries("a", 8, 11));
        assertThat(journal.compact("a", 11)).isEqualTo(8);
        assertNotKept(() -> journal.compact("absent", 1));
    }

    @Test
    final void compact_all_forgetsNoClient() {
        journal.begin("a", 1, snapshot(0));
        keep(List.of(written("a", 1, "c", 1, null)));
        journal.snapshot("a", snapshot(1));

        assertThat(journal.compact("a", 1)).isEqualTo(1);

        assertThat(recover("a").clients()).containsExactly(new ClientMark("c", 1, null, 10));
        assertThat(recover("a").entries()).isEmpty();
        assertThat(journal.versionAt("a", 10)).isEqualTo(1);
    }

    @Test
    final void forgetClients_beforeAnInstant_keepsThoseSince() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        keep(List.of(written("a", 1, "c", 1, null), written("a", 2, "d", 1, null), written("a", 3, "e", 1, null)));
        keep(List.of(written("b", 1, "c", 1, null)));

        assertThat(journal.forgetClients(Instant.ofEpochMilli(20))).isEqualTo(2);

        assertThat(recover("a").clients()).extracting(ClientMark::client).containsExactlyInAnyOrder("d", "e");
        assertThat(recover("b").clients()).isEmpty();
        assertThat(journal.forgetClients(Instant.ofEpochMilli(20))).isZero();
        assertThat(journal.verify(progress -> {})).isEmpty();
    }

    @Test
    final void beginEpoch_ofAnAtom_leavesItsVersions() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        keep(entries("a", 0, 2));

        journal.beginEpoch("a", 99);

        assertThat(journal.atoms()).containsExactly(new AtomHead("a", 99, 2, 0), new AtomHead("b", 1, 0, 0));
        assertThat(journal.head("a")).isEqualTo(new AtomHead("a", 99, 2, 0));
        assertThat(journal.head("absent")).isNull();
        keep(entries("a", 2, 3));
        assertNotKept(() -> journal.beginEpoch("absent", 1));
    }

    @Test
    final void append_madeInAnotherEpoch_isNotKept() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 2, snapshot(0));
        keep(entries("a", 0, 1));
        journal.beginEpoch("a", 99);

        List<Boolean> kept = journal.append(
                List.of(
                        entries("a", 1, 2),
                        entries("b", 0, 1),
                        List.of(entry("a", 3), entry("b", 2)),
                        entries("b", 1, 2)),
                Map.of("a", 1L, "b", 2L));

        assertThat(kept).containsExactly(false, true, false, false);
        assertThat(journal.append(List.of(entries("a", 1, 2)), Map.of("a", 99L)))
                .containsExactly(true);
        assertThat(journal.append(List.of(entries("b", 1, 2)), Map.of("a", 1L))).containsExactly(true);
        assertThat(journal.verify(progress -> {})).isEmpty();
    }

    @Test
    final void append_afterEveryOtherChange_leavesWhatThatChanged() {
        journal.begin("a", 1, snapshot(0));
        keep(List.of(written("a", 1, "c", 1, null), written("a", 2, "d", 1, null)));

        journal.beginEpoch("a", 99);
        keep(entries("a", 2, 3));
        journal.snapshot("a", snapshot(3));
        keep(entries("a", 3, 4));
        journal.forgetClients(Instant.ofEpochMilli(20));
        keep(entries("a", 4, 5));
        journal.compact("a", 3);
        keep(entries("a", 5, 6));

        assertThat(journal.atoms()).containsExactly(new AtomHead("a", 99, 6, 3));
        assertThat(recover("a").clients()).extracting(ClientMark::client).containsExactly("d");
        assertThat(journal.verify(progress -> {})).isEmpty();
    }

    @Test
    final void verify_wrongSnapshot_isReportedWithItsPlace() {
        journal.begin("a", 1, snapshot(0));
        keep(entries("a", 0, 3));
        journal.snapshot("a", new Snapshot(2, 20, Chain.stamp(2), Doc.of("wrong", true), null));
        List<String> progress = new ArrayList<>();

        List<Damage> damages = journal.verify(progress::add);

        assertThat(damages).hasSize(1);
        assertThat(damages.get(0).atom()).isEqualTo("a");
        assertThat(damages.get(0).place())
                .contains("snapshot")
                .contains("\"a\"")
                .contains("version 2");
        assertThat(progress).anyMatch(line -> line.contains("\"a\""));
    }

    @Test
    final void close_twice_isHarmlessAndUseIsRefused() {
        journal.begin("a", 1, snapshot(0));

        journal.close();
        journal.close();

        List<ThrowingCallable> uses = List.of(
                journal::atoms,
                () -> journal.recover("a", 1),
                () -> journal.begin("b", 1, snapshot(0)),
                () -> journal.append(List.of(entries("a", 0, 1))),
                () -> read(journal, "a", 0, 0),
                () -> journal.forgetClients(Instant.EPOCH),
                () -> journal.verify(progress -> {}));
        assertThat(uses)
                .allSatisfy(use -> assertThatExceptionOfType(JournalException.class)
                        .isThrownBy(use)
                        .matches(e -> e.failure() == Failure.CLOSED)
                        .withMessageContaining(journal.name()));
    }

    @Test
    final void reads_whileAppending_seeWholeBatches() {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        AtomicLong done = new AtomicLong();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (long version = 1; version <= 200; version++) {
                keep(List.of(written("a", version, "c", version, null), entry("b", version)));
                done.set(version);
            }
        });

        while (!writer.isDone()) {
            long atLeast = done.get();
            Recovery recovery = recover("a");
            long version = recovery.head().version();
            assertThat(version).isGreaterThanOrEqualTo(atLeast);
            assertThat(recovery.entries()).hasSize((int) version);
            assertThat(recovery.clients()).allMatch(mark -> mark.sequence() == version);
            assertThat(read(journal, "b", 0, version)).hasSize((int) version);
        }

        writer.join();
        assertThat(recover("b").head().version()).isEqualTo(200);
    }

    private void keep(List<Entry> group) {
        assertThat(journal.append(List.of(group))).containsExactly(true);
    }

    private Recovery recover(String atom) {
        Recovery recovery = journal.recover(atom, Integer.MAX_VALUE);
        assertThat(recovery).isNotNull();
        return recovery;
    }

    /** An entry of that version that somebody else has made. */
    private static Entry otherEntry(String atom, long version) {
        Entry entry = entry(atom, version);
        HybridTimestamp made = new HybridTimestamp(10 * version, 0, new SiteId(1));
        return new Entry(atom, version, entry.atMs(), made, null, entry.delta(), null);
    }

    private static void assertNotKept(ThrowingCallable use) {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(use)
                .matches(e -> e.failure() == Failure.NOT_KEPT, "is not kept");
    }
}
