package io.entangle.simulation;

import io.entangle.atom.State;
import io.entangle.journal.Entry;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A change of some atoms that the hub has begun: on a journal, its answer comes later, or in another life. */
final class UnderWay {
    private final String client;
    private final List<SimAtom> atoms;
    /** Empty for a change made at the hub itself. */
    private final List<AtomicGroup.Member> members;

    private final List<State<Doc>> before;
    private final long wallMs;
    private @Nullable List<State<Doc>> after;
    private boolean isSeen;
    /** What is true of the atoms, in the lives of their histories in which it was kept; null if these are those of the atoms. */
    private @Nullable List<Truth> keptIn;

    private boolean isKept;

    UnderWay(String client, List<SimAtom> atoms, List<AtomicGroup.Member> members, long wallMs) {
        this.client = client;
        this.atoms = atoms;
        this.members = members;
        this.wallMs = wallMs;
        this.before = new ArrayList<>(tips());
    }

    private List<State<Doc>> tips() {
        return atoms.stream().map(SimAtom::tip).toList();
    }

    /** When it was written; the hub's clock runs on from there, whatever becomes of it. */
    LongStream stampsMs() {
        return members.stream().mapToLong(member -> member.write().written().ms());
    }

    /** It has been taken in: later changes are made on top of it. */
    void taken() {
        if (after == null) {
            after = tips();
        }
    }

    /** Whether it is a client's, to an atom that goes on with another history: nobody answers it. */
    boolean isWriteTo(SimAtom atom) {
        return !members.isEmpty() && atoms.contains(atom);
    }

    /** Whether a group of versions that is kept is what this comes to. */
    boolean isOf(List<Entry> group) {
        if (group.size() != atoms.size()) {
            return false;
        }
        for (int i = 0; i < group.size(); i++) {
            if (!isOf(i, entryOf(i, group))) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Entry entryOf(int i, List<Entry> group) {
        String id = atoms.get(i).id();
        return group.stream()
                .filter(entry -> entry.atom().equals(id))
                .findFirst()
                .orElse(null);
    }

    private boolean isOf(int i, @Nullable Entry entry) {
        Entry.Origin origin = entry == null ? null : entry.origin();
        if (entry == null || members.isEmpty() != (origin == null)) {
            return false;
        }
        return origin == null
                ? entry.version() == after(i).version()
                        && entry.delta().apply(before.get(i).value()).equals(after(i).value())
                : origin.client().equals(client)
                        && origin.sequence() == members.get(i).write().sequence();
    }

    private Truth truth(int i) {
        return keptIn == null ? atoms.get(i).truth : keptIn.get(i);
    }

    /** It has been kept, on a journal that several hubs append to. */
    void kept(List<Entry> group, SimTables tables) {
        List<ToReplica> outcomes = new ArrayList<>();
        after = new ArrayList<>(before);
        keptIn = atoms.stream().map(atom -> tables.truth(atom.index)).toList();
        for (int i = 0; i < group.size(); i++) {
            Entry entry = Objects.requireNonNull(entryOf(i, group));
            Doc was = Objects.requireNonNull(truth(i).value(entry.version() - 1));
            before.set(i, new State<>(entry.version() - 1, was));
            after.set(i, new State<>(entry.version(), entry.delta().apply(was)));
            truth(i).goOn(atoms.get(i));
            outcomes.add(outcome(entry, truth(i)));
        }
        if (members.isEmpty()) {
            truth(0).swapped(before.get(0).value(), after(0));
        } else {
            check(outcomes);
        }
        keptIn = null;
        isKept = true;
    }

    boolean isKept() {
        return isKept;
    }

    /** What was written down of what became of the write, and of those before it that could not be written down themselves. */
    private static ToReplica outcome(Entry entry, Truth truth) {
        Entry.Origin origin = entry.origin();
        long sequence = origin == null ? 0 : origin.sequence();
        ToReplica found = new Accepted(sequence, entry.version(), List.of());
        if (origin != null && origin.outcomes() != null) {
            for (Object item : origin.outcomes().asList()) {
                Doc outcome = (Doc) item;
                if (outcome.has("refused")) {
                    Refused refused = new Refused(
                            (Long) outcome.get("sequence"),
                            RefusalCode.ofWireName((String) outcome.get("refused")),
                            "");
                    found = refused.sequence() == sequence ? refused : found;
                    truth.wasRefused(origin.client(), refused);
                }
            }
        }
        return found;
    }

    /** Checks what became of it. */
    void answered(List<ToReplica> outcomes, @Nullable SimTables tables) {
        if (tables != null && tables.isShared) {
            for (int i = 0; i < atoms.size(); i++) {
                atoms.get(i).truth.told(client, members.get(i).write(), outcomes.get(i));
            }
            return;
        }
        taken();
        if (tables != null) {
            after = new ArrayList<>(before);
            for (int i = 0; i < atoms.size(); i++) {
                find(i, outcomes.get(i), tables);
            }
        }
        check(outcomes);
    }

    /** On a journal, what it was made on and what came of it stand there: it may have been taken in more than once. */
    private void find(int i, ToReplica outcome, SimTables tables) {
        SimAtom atom = atoms.get(i);
        boolean isNew = atom.truth.isNext(client, members.get(i).write()) && outcome instanceof Accepted;
        long version = isNew ? ((Accepted) outcome).version() : atom.truth.newest();
        atom.swapsSeen(version, tables);
        boolean isMade = isNew && isKept(tables, i, version);
        Doc value = atom.truth.value(isMade ? version - 1 : version);
        State<Doc> was = new State<>(isMade ? version - 1 : version, value == null ? atom.value() : value);
        before.set(i, was);
        after.set(
                i,
                isMade
                        ? new State<>(
                                version,
                                tables.entry(atom.id(), version).delta().apply(was.value()))
                        : was);
    }

    static boolean isUnavailable(ToReplica outcome) {
        return outcome instanceof Refused refused && refused.code() == RefusalCode.UNAVAILABLE;
    }

    private void check(List<ToReplica> outcomes) {
        boolean areAllNext = true;
        boolean isContested = false;
        boolean isOld = false;
        for (int i = 0; i < atoms.size(); i++) {
            Write write = members.get(i).write();
            Truth truth = truth(i);
            areAllNext &= truth.isNext(client, write);
            isContested |= atoms.size() > 1
                    && truth.isContested(client, write, before.get(i).version());
            isOld |= truth.isOld(write);
        }
        for (int i = 0; i < atoms.size(); i++) {
            truth(i).written(
                            client,
                            members.get(i).write(),
                            outcomes.get(i),
                            new Truth.Before(before.get(i), wallMs, areAllNext, isContested, isOld),
                            after(i));
        }
    }

    private State<Doc> after(int i) {
        taken();
        return after == null ? before.get(i) : after.get(i);
    }

    /** A change at the hub is seen; does nothing if that is known. */
    void seen() {
        taken();
        if (!isSeen) {
            isSeen = true;
            atoms.get(0).truth.swapped(before.get(0).value(), after(0));
        }
    }

    /** If this is a change made at the hub that is the next version of an atom, it is seen; returns whether it is. */
    boolean isNextSwapOf(SimAtom atom, SimTables tables) {
        boolean isNext =
                !isSeen && members.isEmpty() && atoms.get(0) == atom && isKept(tables, 0, atom.truth.newest() + 1);
        if (isNext) {
            seen();
        }
        return isNext;
    }

    /** The hub has ended. If this is the next that was kept, it took effect, though nobody was told; returns whether it is. */
    boolean recovered(SimTables tables) {
        List<ToReplica> outcomes = new ArrayList<>();
        for (int i = 0; i < atoms.size(); i++) {
            long version = atoms.get(i).truth.newest() + 1;
            if (!isKept(tables, i, version)) {
                return false;
            }
            outcomes.add(
                    new Accepted(members.isEmpty() ? 0 : members.get(i).write().sequence(), version, List.of()));
        }
        if (members.isEmpty()) {
            seen();
            return true;
        }
        for (int i = 0; i < atoms.size(); i++) {
            atoms.get(i).truth.passed(client, members.get(i).write().sequence());
        }
        answered(outcomes, tables);
        return true;
    }

    private boolean isKept(SimTables tables, int i, long version) {
        String id = atoms.get(i).id();
        if (tables.heads().get(id) < version || version < 1) {
            return false;
        }
        Entry entry = tables.entry(id, version);
        if (members.isEmpty()) {
            return entry.origin() == null
                    && after(i).version() == version
                    && entry.delta().apply(before.get(i).value()).equals(after(i).value());
        }
        return entry.origin() != null
                && entry.origin().client().equals(client)
                && entry.origin().sequence() == members.get(i).write().sequence();
    }
}
