package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every way in which three replicas can make four concurrent changes, in every order of arrival and with every change
 * arriving twice: the document is the same in the end. Exhaustive, so there is no seed.
 */
@Tag("exhaustive")
final class SmallScopeTest {
    private static final Doc START = Doc.of("m", Doc.of("f", 1, "g", Doc.of("h", 1)), "n", 1);
    private static final HybridClock CLOCK = new HybridClock(TimeSource.SYSTEM, new SiteId(9));
    private static final int REPLICAS = 3;
    private static final int CHANGES = 4;

    /** What a replica may do; small enough to be told all of, rich enough for the rules to meet. */
    private static final List<Change> ALPHABET = List.of(
            edit("m/f", Edit.put("f")),
            edit("m/f", Edit.remove()),
            edit("m/k", Edit.put(Doc.of("a", 1))),
            edit("m/k", Edit.put(Doc.of("b", Doc.of("c", 2)))),
            edit("m/k", Edit.put("scalar")),
            edit("m/g/h", Edit.put("deeper")),
            edit("m/g/h", Edit.remove()),
            edit("m", Edit.put(Doc.of("f", "whole"))),
            edit("m", Edit.put("scalar")),
            edit("m", Edit.remove()),
            new Change("add 10 to n", Path.of("n"), null),
            edit("n", Edit.put(7L)),
            edit("n", Edit.remove()));

    /** A put or a removal at a path, or an increment. */
    private record Change(String name, Path path, Edit edit) {
        Delta delta() {
            Edit all = edit;
            for (int depth = path.length() - 1; depth >= 0; depth--) {
                all = new Edit.MapEdit(PersistentMap.<String, Edit>empty().with(path.segment(depth), all));
            }
            return Delta.of(all);
        }
    }

    /** A change made by a replica at a time; nobody has seen anybody else's. */
    private record Made(Change change, int replica, int time) {
        Intent intent() {
            return change.edit == null ? new Intent.Increment(change.path, 10) : new Intent.Edits(change.delta());
        }

        /** Whether a replica that shows a document can make this change: a diff edits maps that are there. */
        boolean fits(Doc shown) {
            if (change.path.length() > 1 && !(shown.get(change.path.parent()) instanceof Doc)) {
                return false;
            }
            boolean putsMap = change.edit instanceof Edit.Put put && put.value() instanceof Doc;
            return !(putsMap && shown.get(change.path) instanceof Doc);
        }

        ToReplica writeTo(Authority<Doc> authority, long sequence) {
            HybridTimestamp written = new HybridTimestamp(time, 0, new SiteId(replica));
            return authority.write("replica " + replica, new Write(sequence, 0, written, intent()));
        }
    }

    private static Change edit(String path, Edit edit) {
        Path at = Path.parse("/" + path);
        return new Change((edit instanceof Edit.Remove ? "remove " : "put ") + path + " " + edit, at, edit);
    }

    @Test
    void threeReplicas_fourChanges_allOrdersAndDuplications_allEqual() {
        List<List<Integer>> orders = new ArrayList<>();
        permutations(new ArrayList<>(), orders);
        long histories = 0;
        long deliveries = 0;
        for (int code = 0; code < power(ALPHABET.size(), CHANGES); code++) {
            for (int twice = 1; twice <= REPLICAS; twice++) {
                List<Made> made = made(code, twice);
                if (!isPossible(made, twice)) {
                    continue;
                }
                Doc expected = null;
                for (List<Integer> order : orders) {
                    if (!inOrderOfEachReplica(order, made)) {
                        continue;
                    }
                    Doc merged = merged(made, order);
                    expected = expected == null ? merged : expected;
                    if (!merged.equals(expected)) {
                        assertThat(merged).as("%s arriving as %s", made, order).isEqualTo(expected);
                    }
                    deliveries += 2 * CHANGES;
                }
                histories++;
            }
        }

        assertThat(histories).isGreaterThan(30_000);
        assertThat(deliveries).isEqualTo(histories * 12 * 2 * CHANGES);
    }

    /** Change {@code i} is made at time {@code i + 1}; the last one by a replica that has made one before. */
    private static List<Made> made(int code, int twice) {
        List<Made> made = new ArrayList<>();
        int rest = code;
        for (int i = 0; i < CHANGES; i++) {
            int replica = i < REPLICAS ? 1 + i : twice;
            made.add(new Made(ALPHABET.get(rest % ALPHABET.size()), replica, i + 1));
            rest /= ALPHABET.size();
        }
        return made;
    }

    private static boolean isPossible(List<Made> made, int twice) {
        Made first = made.get(twice - 1);
        Doc shown = first.change.edit == null ? START : first.change.delta().apply(START);
        return made.subList(0, REPLICAS).stream().allMatch(each -> each.fits(START))
                && made.get(CHANGES - 1).fits(shown);
    }

    private static boolean inOrderOfEachReplica(List<Integer> order, List<Made> made) {
        for (int i = 0; i < CHANGES; i++) {
            for (int j = i + 1; j < CHANGES; j++) {
                if (order.get(i) > order.get(j)
                        && made.get(order.get(i)).replica()
                                == made.get(order.get(j)).replica()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Each arrives in its turn, and the one before it arrives again behind it. */
    private static Doc merged(List<Made> made, List<Integer> order) {
        Authority<Doc> authority =
                new Authority<>(Atom.of(AtomType.doc(), START), 1, CLOCK, AuthorityOptions.defaults(), any -> {});
        for (int i = 0; i < CHANGES; i++) {
            deliver(authority, made, order.get(i));
            deliver(authority, made, order.get(Math.max(0, i - 1)));
        }
        return authority.atom().get();
    }

    private static void deliver(Authority<Doc> authority, List<Made> made, int which) {
        ToReplica answer = made.get(which).writeTo(authority, which == CHANGES - 1 ? 2 : 1);
        if (!(answer instanceof Accepted)) {
            assertThat(answer).as("%s", made).isInstanceOf(Accepted.class);
        }
    }

    private static void permutations(List<Integer> begun, List<List<Integer>> all) {
        if (begun.size() == CHANGES) {
            all.add(List.copyOf(begun));
            return;
        }
        for (int i = 0; i < CHANGES; i++) {
            if (!begun.contains(i)) {
                begun.add(i);
                permutations(begun, all);
                begun.remove(begun.size() - 1);
            }
        }
    }

    private static int power(int base, int exponent) {
        return exponent == 0 ? 1 : base * power(base, exponent - 1);
    }
}
