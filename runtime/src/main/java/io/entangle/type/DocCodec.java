package io.entangle.type;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/** A part without a schema: it is its own encoded form. A document of null is null. */
final class DocCodec extends Codec<Doc> {
    static final DocCodec INSTANCE = new DocCodec();

    private static final Doc NULL = Doc.from(null);

    private DocCodec() {}

    @Override
    @Nullable
    Object encodeValue(Doc value, @Nullable Place at) {
        return value.isContainer() ? value : value.value();
    }

    @Override
    Doc decodeValue(Object encoded, @Nullable Place at) {
        return Doc.from(encoded);
    }

    @Override
    @Nullable
    Edit diff(@Nullable Doc before, @Nullable Doc after, @Nullable Place at) {
        return diffValues(before == null ? NULL : before, after == null ? NULL : after, at);
    }

    @Override
    @Nullable
    Edit diffValues(Doc before, Doc after, @Nullable Place at) {
        return Delta.diff(before, after).root();
    }

    @Override
    Doc applyInside(Doc before, Edit edit, @Nullable Place at) {
        return applied(edit, before, at);
    }

    @Override
    boolean sameValues(Doc a, Doc b) {
        return a.equals(b);
    }

    @Override
    String expected() {
        return "any value";
    }
}
