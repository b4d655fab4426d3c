package io.entangle.replica;

import io.entangle.atom.State;
import io.entangle.clock.ClockSkew;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Op;
import io.entangle.merge.Conflict;
import io.entangle.merge.FieldStamps;
import io.entangle.merge.MergeRules;
import io.entangle.merge.Merged;
import io.entangle.merge.Merger;
import io.entangle.merge.Siblings;
import io.entangle.merge.Strategy;
import io.entangle.merge.Undone;
import io.entangle.replica.Mutations.Answered;
import io.entangle.replica.Mutations.Mutation;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Works out what a write does to the newest value, without doing it. */
final class Proposer<T> {
    /** How far ahead of the hub's clock the stamp of a write may lie. */
    private static final long MAX_AHEAD_MS = 1_000;

    /** Of which writes versions are made. */
    enum Versions {
        /** Of those that change the value, or the siblings. */
        OF_CHANGES,
        /** And of those that leave something to remember, or to be told again: only versions are written down. */
        OF_ALL_TO_REMEMBER,
        /** Of all: another process may have got the same write, and must know what has become of it. */
        OF_ALL_WRITES
    }

    private final AtomType<T> type;
    private final AuthorityOptions<T> options;
    private final HybridClock clock;
    private final AuthorityListener listener;
    private final History<T> history;
    private final MergeRules rules;
    private final Versions versions;

    Proposer(
            AtomType<T> type,
            AuthorityOptions<T> options,
            HybridClock clock,
            AuthorityListener listener,
            History<T> history,
            Versions versions) {
        this.type = type;
        this.options = options;
        this.clock = clock;
        this.listener = listener;
        this.history = history;
        this.rules = new MergeRules(this::strategy, type::isRecord);
        this.versions = versions;
    }

    /** The write as of the present, if its stamp lies too far ahead. */
    Write admitted(Write write) {
        HybridTimestamp time = clock.admit(write.written(), MAX_AHEAD_MS);
        if (time.equals(write.written())) {
            return write;
        }
        listener.clockSkew(new ClockSkew(
                write.written().site(), Duration.ofMillis(write.written().ms() - time.ms())));
        return new Write(write.sequence(), write.seen(), time, write.intent());
    }

    Proposal<T> propose(Write write, Standing<T> standing, long horizon) {
        return propose(write, standing.state(), standing.doc(), standing.stamps(), standing.siblings(), horizon);
    }

    private Proposal<T> propose(
            Write write, State<T> head, Doc doc, FieldStamps stamps, Siblings siblings, long horizon) {
        Intent intent = write.intent();
        if (intent instanceof Intent.Call call) {
            return called(call, write.written(), head, doc, stamps, siblings);
        }
        if (intent instanceof Intent.Undo undo) {
            Merged merged = Undone.merge(undo.inverse(), undo.undone(), write.written(), doc, stamps);
            return proposal(head, merged, write.written(), siblings, head.version());
        }
        if (write.seen() < horizon) {
            return rebased(write, head, doc, stamps, siblings);
        }
        long seen = Math.min(write.seen(), head.version());
        State<T> base = history.get(seen);
        Merger merger = new Merger(
                doc, stamps, rules, () -> base == null ? null : type.encode(base.value()), write.written(), seen);
        return proposal(head, merged(merger, intent), write.written(), siblings, seen);
    }

    /** What a write does that is refused: a version that is like the one before. */
    Proposal<T> nothing(Write write, Standing<T> standing) {
        Merged none = new Merged(Delta.NONE, List.of(), List.of(), false, List.of());
        State<T> head = standing.state();
        return new Proposal<>(head, head.value(), none, write.written(), standing.siblings(), true);
    }

    private static Merged merged(Merger merger, Intent intent) {
        return intent instanceof Intent.Increment increment
                ? merger.increment(increment.path(), increment.by())
                : merger.edits(((Intent.Edits) intent).delta());
    }

    private Proposal<T> proposal(State<T> head, Merged merged, HybridTimestamp time, Siblings siblings, long seen) {
        return proposal(head, type.apply(head.value(), merged.delta()), merged, time, siblings, seen);
    }

    private Proposal<T> proposal(
            State<T> head, T value, Merged merged, HybridTimestamp time, Siblings siblings, long seen) {
        Siblings left = siblings.merged(merged, seen, head.version() + 1);
        boolean isVersion = left != siblings
                || !type.isSame(head.value(), value)
                || versions == Versions.OF_ALL_WRITES
                || versions == Versions.OF_ALL_TO_REMEMBER
                        && !(merged.marks().isEmpty() && merged.conflicts().isEmpty());
        return new Proposal<>(head, value, merged, time, left, isVersion);
    }

    private Strategy strategy(Path path) {
        Strategy chosen = options.policy().at(path);
        if (chosen != Strategy.LAST_WRITE_WINS && chosen != null) {
            return chosen;
        }
        boolean member = path.length() > 0 && type.isSet(path.parent());
        return member ? Strategy.ADD_WINS : Strategy.LAST_WRITE_WINS;
    }

    /** A mutation runs on the newest value, so it has seen all there is. */
    private Proposal<T> called(
            Intent.Call call, HybridTimestamp written, State<T> head, Doc doc, FieldStamps stamps, Siblings siblings) {
        Mutation<T> mutation = options.mutations().find(call.mutation());
        if (mutation == null) {
            throw new UnknownMutationException(
                    call.mutation(), options.mutations().names());
        }
        Answered<T> answered = Mutations.answered(mutation, head.value(), call.arguments());
        T value = answered.value();
        HybridTimestamp now = clock.nowFor(written.site());
        Merged merged = Merger.unopposed(type.diff(head.value(), value), doc, stamps, now);
        return proposal(head, value, merged, now, siblings, head.version()).answering(answered.answer());
    }

    /** Nobody knows what was written since the version this was made on: it is taken as made now, and reported. */
    private Proposal<T> rebased(Write write, State<T> head, Doc doc, FieldStamps stamps, Siblings siblings) {
        HybridTimestamp now = clock.nowFor(write.written().site());
        Merger merger = new Merger(doc, stamps, rules, () -> null, now, head.version());
        List<Conflict> reported = new ArrayList<>();
        if (write.intent() instanceof Intent.Edits edits) {
            for (Op op : edits.delta().ops()) {
                Path path = op.path();
                Object mine = op instanceof Op.Put put ? put.value() : null;
                Object theirs =
                        path.length() == 0 ? doc : container(doc, path.parent()).get(path.last());
                if (!Objects.equals(mine, theirs)) {
                    reported.add(new Conflict(path, null, mine, theirs, mine, Conflict.REBASED, write.written(), now));
                }
            }
        }
        Merged merged = merged(merger, write.intent());
        Merged told = new Merged(merged.delta(), merged.marks(), reported, true, merged.siblings());
        return proposal(head, told, now, siblings, head.version());
    }

    private static Doc container(Doc doc, Path path) {
        Object value = doc;
        for (String key : path.segments()) {
            value = value instanceof Doc map && map.isMap() ? map.get(key) : null;
        }
        if (value instanceof Doc map && map.isMap()) {
            return map;
        }
        throw new ExpiredWriteException(path);
    }
}
