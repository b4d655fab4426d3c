package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Op;
import io.entangle.merge.Merged.Sibling;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values that lost under {@link Strategy#KEEP_BOTH} and that no later write has resolved: any write of the field by
 * someone who has seen them does. Immutable.
 */
public final class Siblings {
    /** None. */
    public static final Siblings NONE = new Siblings(PersistentMap.empty());

    /** More than these are not kept of a field; the oldest goes. */
    private static final int MOST = 16;

    /** A sibling and the version in which it came to be one. */
    private record Kept(Sibling sibling, long version) {}

    private final PersistentMap<Path, PersistentVector<Kept>> byPath;

    private Siblings(PersistentMap<Path, PersistentVector<Kept>> byPath) {
        this.byPath = byPath;
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
        return byPath.isEmpty();
    }

    /**
     * {@return those of a field, oldest first}
     *
     * @param path the field
     */
    public List<Sibling> at(Path path) {
        return byPath.getOrDefault(path, PersistentVector.empty())
                .collect(Kept::sibling)
                .castToList();
    }

    /** {@return all of them by field} */
    public Map<Path, List<Sibling>> all() {
        return byPath.keySet().stream().collect(Collectors.toUnmodifiableMap(path -> path, this::at));
    }

    /**
     * {@return what is left and what is added after a merge}
     *
     * @param merged the merge
     * @param seen the version that the writer had seen
     * @param version the version in which the merge comes
     */
    public Siblings merged(Merged merged, long seen, long version) {
        Siblings left = this;
        if (!isEmpty()) {
            for (Mark mark : merged.marks()) {
                left = mark instanceof Mark.Written || mark instanceof Mark.Removed
                        ? left.resolved(mark.path(), seen)
                        : left;
            }
        }
        for (Sibling sibling : merged.siblings()) {
            left = left.with(sibling, version);
        }
        return left;
    }

    /**
     * {@return what is left after a write by one who has seen all}
     *
     * @param delta what was written
     */
    public Siblings written(Delta delta) {
        Siblings left = this;
        if (!isEmpty()) {
            for (Op op : delta.ops()) {
                left = left.resolved(op.path(), Long.MAX_VALUE);
            }
        }
        return left;
    }

    private Siblings resolved(Path written, long seen) {
        PersistentMap<Path, PersistentVector<Kept>> left = byPath;
        for (Map.Entry<Path, PersistentVector<Kept>> entry : byPath.entrySet()) {
            if (entry.getKey().startsWith(written)) {
                PersistentVector<Kept> unseen =
                        PersistentVector.from(entry.getValue().select(kept -> kept.version() > seen));
                left = unseen.isEmpty() ? left.without(entry.getKey()) : left.with(entry.getKey(), unseen);
            }
        }
        return left == byPath ? this : left.isEmpty() ? NONE : new Siblings(left);
    }

    private Siblings with(Sibling sibling, long version) {
        PersistentVector<Kept> kept =
                byPath.getOrDefault(sibling.path(), PersistentVector.empty()).append(new Kept(sibling, version));
        return new Siblings(byPath.with(sibling.path(), kept.size() > MOST ? kept.removeAt(0) : kept));
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Siblings that && byPath.equals(that.byPath);
    }

    @Override
    public int hashCode() {
        return byPath.hashCode();
    }

    @Override
    public String toString() {
        return all().toString();
    }

    /** {@return these as a document, for the wire: a map of lists by path} */
    public Doc toDoc() {
        Doc all = Doc.of();
        for (Map.Entry<Path, PersistentVector<Kept>> entry : byPath.entrySet()) {
            Doc list = Doc.list();
            for (Kept kept : entry.getValue()) {
                HybridTimestamp written = kept.sibling().written();
                Doc sibling = Doc.of(
                        "version", kept.version(),
                        "ms", written.ms(),
                        "counter", written.counter(),
                        "site", written.site().toString());
                list = list.append(
                        kept.sibling().present()
                                ? sibling.with("value", kept.sibling().value())
                                : sibling);
            }
            all = all.with(entry.getKey().toString(), list);
        }
        return all;
    }

    /**
     * {@return the siblings of a document}
     *
     * @param doc as {@link #toDoc} gives it
     * @throws InvalidValueException if it is anything else
     */
    public static Siblings of(Doc doc) {
        try {
            Siblings all = NONE;
            for (Map.Entry<String, @Nullable Object> entry :
                    doc.asMap().castToMap().entrySet()) {
                for (Object item : ((Doc) entry.getValue()).asList()) {
                    Doc sibling = (Doc) item;
                    HybridTimestamp written = new HybridTimestamp(
                            (Long) sibling.get("ms"), ((Long) sibling.get("counter")).intValue(), SiteId.parse((String)
                                    sibling.get("site")));
                    Path path = Path.parse(entry.getKey());
                    all = all.with(new Sibling(path, sibling.has("value"), sibling.get("value"), written), (Long)
                            sibling.get("version"));
                }
            }
            return all;
        } catch (ClassCastException | NullPointerException | IllegalArgumentException | IllegalStateException e) {
            throw new InvalidValueException(
                    "siblings are lists of {version, ms, counter, site, value} by path, but found something else", e);
        }
    }
}
