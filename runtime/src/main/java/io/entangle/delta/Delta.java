package io.entangle.delta;

import io.entangle.value.Doc;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two versions of a value. Laws, each a property test:
 *
 * <ul>
 *   <li>{@code diff(a, b).apply(a)} equals {@code b}; {@code diff(a, a)} is empty;
 *   <li>{@code d.compose(e).apply(a)} equals {@code e.apply(d.apply(a))};
 *   <li>{@code d.invert(a).apply(d.apply(a))} equals {@code a}.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class Delta {
    /** The delta that changes nothing. */
    public static final Delta NONE = new Delta(null);

    private final @Nullable Edit root;

    private Delta(@Nullable Edit root) {
        this.root = root;
    }

    /**
     * {@return the delta of an edit of the whole value}
     *
     * @param root what happens to the value; null for nothing
     * @throws IllegalArgumentException if it is a removal: the root of a value can't be taken out
     */
    public static Delta of(@Nullable Edit root) {
        if (root instanceof Edit.Remove) {
            throw new IllegalArgumentException("the root of a value can't be removed, only put");
        }
        return root == null ? NONE : new Delta(root);
    }

    /**
     * {@return what changed from one document to another} Parts that are the same object in both are skipped, so this
     * costs what changed, and not the size, between versions made from one another.
     *
     * @param before the older document
     * @param after the newer document
     */
    public static Delta diff(Doc before, Doc after) {
        return of(Differ.diff(scalarOrDoc(before), scalarOrDoc(after)));
    }

    /** {@return what happens to the whole value, or null if nothing does} */
    public @Nullable Edit root() {
        return root;
    }

    /** {@return whether this changes nothing} */
    public boolean isEmpty() {
        return root == null;
    }

    /**
     * {@return the document this delta makes of another}
     *
     * @param before a document of the shape this delta was made for; it stays as it is
     * @throws DeltaMismatchException if the document is of another shape
     */
    public Doc apply(Doc before) {
        return root == null ? before : Doc.from(Applier.apply(root, scalarOrDoc(before), null));
    }

    /**
     * {@return the one delta that does what this and then {@code next} does}
     *
     * @param next a delta for what this one makes
     * @throws DeltaMismatchException if the two don't fit one another
     */
    public Delta compose(Delta next) {
        if (root == null || next.root == null) {
            return root == null ? next : this;
        }
        return of(Composer.compose(root, next.root));
    }

    /**
     * {@return the delta that takes this one back}
     *
     * @param before the document this delta was made for, where the old values are taken from
     * @throws DeltaMismatchException if the document is of another shape
     */
    public Delta invert(Doc before) {
        return root == null ? NONE : of(Inverter.invert(root, scalarOrDoc(before)));
    }

    /** {@return the steps that, one after another, do what this delta does} */
    public List<Op> ops() {
        return Ops.of(root);
    }

    private static @Nullable Object scalarOrDoc(Doc doc) {
        return doc.isContainer() ? doc : doc.value();
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Delta that && Objects.equals(root, that.root);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(root);
    }

    /** {@return the steps, for a person to read} */
    @Override
    public String toString() {
        return ops().toString();
    }
}
