package io.entangle.atom;

/**
 * What a transaction has read of an atom, and what it wants it to become.
 *
 * @param <T> the type of the atom's values
 */
final class AtomDraft<T> implements Draft<T> {
    private final Atom<T> atom;
    private final State<T> read;
    private T value;

    AtomDraft(Atom<T> atom, State<T> read) {
        this.atom = atom;
        this.read = read;
        this.value = read.value();
    }

    @Override
    public T value() {
        return value;
    }

    @Override
    public void propose(T proposed) {
        value = proposed;
    }

    @Override
    public boolean isChanged() {
        return value != read.value();
    }

    @Override
    public boolean isCurrent() {
        return atom.isTip(read);
    }

    @Override
    public boolean isSeen() {
        return atom.version() >= read.version();
    }

    @Override
    public void join(Commit commit) {
        atom.join(commit, read, value, false);
    }
}
