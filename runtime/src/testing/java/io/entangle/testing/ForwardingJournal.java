package io.entangle.testing;

import io.entangle.journal.Archived;
import io.entangle.journal.AtomHead;
import io.entangle.journal.Damage;
import io.entangle.journal.Durability;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.Recovery;
import io.entangle.journal.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A journal that does what another does, and outlives its closing: the base of those that do some things otherwise. */
public abstract class ForwardingJournal implements Journal {
    /** {@return the one that keeps everything} */
    protected abstract Journal kept();

    @Override
    public Durability durability() {
        return kept().durability();
    }

    @Override
    public String name() {
        return kept().name();
    }

    @Override
    public List<AtomHead> atoms() {
        return kept().atoms();
    }

    @Override
    public AtomHead begin(String atom, long epoch, Snapshot first) {
        return kept().begin(atom, epoch, first);
    }

    @Override
    public @Nullable Recovery recover(String atom, int versions) {
        return kept().recover(atom, versions);
    }

    @Override
    public boolean isShared() {
        return kept().isShared();
    }

    @Override
    public List<Boolean> append(List<List<Entry>> groups, Map<String, Long> epochs) {
        return kept().append(groups, epochs);
    }

    @Override
    public void snapshot(String atom, Snapshot snapshot) {
        kept().snapshot(atom, snapshot);
    }

    @Override
    public Snapshot snapshotAt(String atom, long version) {
        return kept().snapshotAt(atom, version);
    }

    @Override
    public void read(String atom, long after, long to, Predicate<Entry> reader) {
        kept().read(atom, after, to, reader);
    }

    @Override
    public long versionAt(String atom, long atMs) {
        return kept().versionAt(atom, atMs);
    }

    @Override
    public long compact(String atom, long oldest) {
        return kept().compact(atom, oldest);
    }

    @Override
    public int forgetClients(Instant before) {
        return kept().forgetClients(before);
    }

    @Override
    public void beginEpoch(String atom, long epoch) {
        kept().beginEpoch(atom, epoch);
    }

    @Override
    public void restore(Iterable<Archived> parts) {
        kept().restore(parts);
    }

    @Override
    public List<Damage> verify(Consumer<String> progress) {
        return kept().verify(progress);
    }

    @Override
    public void close() {}
}
