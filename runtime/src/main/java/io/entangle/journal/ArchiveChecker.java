package io.entangle.journal;

import io.entangle.value.Doc;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what is taken out of an archive can be kept: that the parts of each atom come in their order, that its versions
 * follow one another, and that its snapshots are what these come to. Not thread-safe.
 */
public final class ArchiveChecker {
    private final Set<String> atoms = new HashSet<>();
    private final Set<String> clients = new HashSet<>();
    private @Nullable String atom;
    private long version;
    private long atMs;
    private boolean held;
    private Doc value = Doc.of();

    /** A checker that has seen nothing yet. */
    public ArchiveChecker() {}

    /**
     * Checks the next part.
     *
     * @param part the part
     * @throws IllegalArgumentException if it can't be kept behind those before; it says why
     */
    public void check(Archived part) {
        if (part instanceof Archived.Begun begun) {
            begin(begun);
            return;
        }
        if (!part.atom().equals(atom)) {
            throw new IllegalArgumentException("this is of the atom \"" + part.atom() + "\", in the midst of "
                    + (atom == null ? "no atom" : "the atom \"" + atom + "\""));
        }
        if (part instanceof Archived.Made made) {
            follow(made.entry());
        } else if (part instanceof Archived.Held held) {
            compare(held.snapshot());
        } else if (part instanceof Archived.Marked marked) {
            mark(marked.mark());
        }
    }

    /** {@return how many atoms there were} */
    public int atoms() {
        return atoms.size();
    }

    private void begin(Archived.Begun begun) {
        Snapshot oldest = begun.oldest();
        new AtomHead(begun.atom(), begun.epoch(), oldest.version(), oldest.version());
        if (!atoms.add(begun.atom())) {
            throw new IllegalArgumentException("the atom \"" + begun.atom() + "\" begins a second time");
        }
        clients.clear();
        atom = begun.atom();
        version = oldest.version();
        atMs = oldest.atMs();
        value = oldest.value();
        held = true;
    }

    private void follow(Entry entry) {
        if (!clients.isEmpty()) {
            throw new IllegalArgumentException(named(entry.version()) + " comes behind the clients");
        }
        if (entry.version() != version + 1) {
            throw new IllegalArgumentException(named(entry.version()) + " does not follow version " + version);
        }
        if (entry.atMs() < atMs) {
            throw new IllegalArgumentException(named(entry.version()) + " is taken in at " + entry.atMs()
                    + ", before the one it follows: " + atMs);
        }
        try {
            value = entry.delta().apply(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the delta of " + named(entry.version()) + " does not fit the version before: " + e.getMessage(),
                    e);
        }
        version = entry.version();
        atMs = entry.atMs();
        held = false;
    }

    private void compare(Snapshot snapshot) {
        if (!clients.isEmpty() || held || snapshot.version() != version) {
            throw new IllegalArgumentException(
                    "a snapshot of " + named(snapshot.version()) + " does not stand just behind that version");
        }
        if (!snapshot.value().equals(value)) {
            throw new IllegalArgumentException(
                    "the snapshot of " + named(version) + " is not what the versions before it come to");
        }
        held = true;
    }

    private void mark(ClientMark mark) {
        AtomHead.checkName("a client's name", mark.client());
        if (mark.sequence() < 1) {
            throw new IllegalArgumentException("a client's sequences begin at 1, but found " + mark.sequence());
        }
        if (!clients.add(mark.client())) {
            throw new IllegalArgumentException(
                    "the client \"" + mark.client() + "\" of the atom \"" + atom + "\" comes a second time");
        }
    }

    private String named(long number) {
        return "version " + number + " of the atom \"" + atom + "\"";
    }
}
