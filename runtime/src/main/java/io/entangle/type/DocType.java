package io.entangle.type;

import io.entangle.delta.Delta;
import io.entangle.value.Doc;

/** Documents stand for themselves. */
final class DocType implements AtomType<Doc> {
    static final DocType INSTANCE = new DocType();

    private DocType() {}

    @Override
    public String name() {
        return "doc";
    }

    @Override
    public Delta diff(Doc before, Doc after) {
        return Delta.diff(before, after);
    }

    /** A document can't be made but within the domain. */
    @Override
    public void check(Doc before, Doc after) {}

    @Override
    public Doc apply(Doc before, Delta delta) {
        return delta.apply(before);
    }

    @Override
    public Doc encode(Doc value) {
        return value;
    }

    @Override
    public Doc decode(Doc doc) {
        return doc;
    }

    @Override
    public String toString() {
        return name();
    }
}
