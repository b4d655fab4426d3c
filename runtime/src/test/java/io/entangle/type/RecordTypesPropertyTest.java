package io.entangle.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecordTypesPropertyTest {
    private static final int CASES = 1_000;
    private static final AtomType<Rich> RICH = AtomType.of(Rich.class);
    private static final AtomType<Rich.Shape> SHAPE = AtomType.of(Rich.Shape.class);

    @Test
    void decode_ofEncoded_isTheValue() {
        Laws.check(CASES, random -> {
            Rich value = Values.random(random, Rich.class);

            Rich decoded = RICH.decode(Doc.parse(RICH.encode(value).toCanonicalJson()));

            assertThat(decoded).isEqualTo(value);
            assertThat(RICH.diff(value, decoded).isEmpty()).isTrue();
        });
    }

    @Test
    void diff_ofVersions_makesTheNewerOneOnBothSides() {
        Laws.check(CASES, random -> {
            Rich before = Values.random(random, Rich.class);
            Rich after = Values.mutate(random, Rich.class, before);

            checkDiff(RICH, before, after);
        });
    }

    @Test
    void diff_ofStrangers_makesTheNewerOneOnBothSides() {
        Laws.check(CASES, random -> {
            checkDiff(RICH, Values.random(random, Rich.class), Values.random(random, Rich.class));
            checkDiff(SHAPE, Values.random(random, Rich.Shape.class), Values.random(random, Rich.Shape.class));
        });
    }

    private static <T> void checkDiff(AtomType<T> type, T before, T after) {
        Delta delta = type.diff(before, after);
        Delta ofDocuments = Delta.diff(type.encode(before), type.encode(after));

        assertThat(delta.apply(type.encode(before))).isEqualTo(type.encode(after));
        assertThat(type.apply(before, delta)).isEqualTo(after);
        assertThat(type.apply(before, ofDocuments)).isEqualTo(after);
        assertThat(delta.isEmpty()).isEqualTo(ofDocuments.isEmpty());
        assertThat(type.diff(after, after).isEmpty()).isTrue();
    }

    @Test
    void apply_deltaOfDocumentPeer_isAsDecodingTheChangedDocument() {
        Laws.check(CASES, random -> {
            Rich before = Values.random(random, Rich.class);
            Doc document = RICH.encode(before);
            Doc changed = random.nextBoolean() ? Docs.mutate(random, document) : lessOf(random, document);
            Delta delta = Delta.diff(document, changed);

            Rich[] wanted = new Rich[1];
            Rich[] found = new Rich[1];
            Throwable refusedWanted = catchThrowable(() -> wanted[0] = RICH.decode(delta.apply(document)));
            Throwable refusedFound = catchThrowable(() -> found[0] = RICH.apply(before, delta));

            assertThat(found[0]).isEqualTo(wanted[0]);
            assertThat(refusedFound == null ? null : refusedFound.getClass())
                    .isEqualTo(refusedWanted == null ? null : refusedWanted.getClass());
        });
    }

    /** The document without something in it, at any depth. */
    private static Doc lessOf(Random random, Doc doc) {
        if (!doc.isMap() || doc.size() == 0) {
            return doc;
        }
        List<String> keys = new ArrayList<>(doc.map().keySet());
        String key = keys.get(random.nextInt(keys.size()));
        boolean deeper = doc.get(key) instanceof Doc && random.nextInt(4) > 0;
        return deeper ? doc.with(key, lessOf(random, (Doc) doc.get(key))) : doc.without(key);
    }

    @Test
    void apply_componentsNotInTheDelta_areTheSameObjects() {
        Laws.check(CASES, random -> {
            Rich before = Values.random(random, Rich.class);
            Rich after = Values.mutate(random, Rich.class, before);
            Delta delta = RICH.diff(before, after);

            Rich applied = RICH.apply(before, delta);

            for (RecordComponent part : Rich.class.getRecordComponents()) {
                boolean edited = delta.root() instanceof Edit.MapEdit map
                        && map.entries().containsKey(part.getName());
                if (!edited && !part.getType().isPrimitive()) {
                    assertThat(Values.get(part, applied)).isSameAs(Values.get(part, before));
                }
            }
            if (delta.isEmpty()) {
                assertThat(applied).isSameAs(before);
            }
        });
    }
}
