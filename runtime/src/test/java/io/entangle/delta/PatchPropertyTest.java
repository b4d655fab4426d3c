package io.entangle.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The patch formats and deltas say the same. */
final class PatchPropertyTest {
    private static final int CASES = 10_000;

    @Test
    void jsonPatch_fromDeltaAndApplied_givesWhatTheDeltaGives() {
        Laws.check(CASES, random -> {
            Doc before = Docs.random(random, 40);
            Delta delta = Delta.diff(before, other(random, before));

            Doc patch = JsonPatch.fromDelta(delta, before);

            assertThat(JsonPatch.apply(before, patch)).isEqualTo(delta.apply(before));
            assertThat(JsonPatch.toDelta(before, Doc.parse(patch.toCanonicalJson()))
                            .apply(before))
                    .isEqualTo(delta.apply(before));
        });
    }

    @Test
    void mergePatch_fromDeltaAndApplied_givesWhatTheDeltaGives() {
        Laws.check(CASES, random -> {
            Doc before = Docs.random(random, 40);
            Doc after = Doc.from(withoutNulls(other(random, before)));
            Delta delta = Delta.diff(before, after);

            Doc patch = MergePatch.fromDelta(delta, before);

            assertThat(MergePatch.apply(before, patch)).isEqualTo(after);
            assertThat(MergePatch.toDelta(before, patch)).isEqualTo(Delta.diff(before, after));
        });
    }

    @Test
    void mergePatch_fromDeltaOfAnything_isRightOrRefused() {
        Laws.check(CASES, random -> {
            Doc before = Docs.random(random, 40);
            Doc after = other(random, before);
            Doc patch;
            try {
                patch = MergePatch.fromDelta(Delta.diff(before, after), before);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("can't set an entry to null");
                assertThat(Objects.equals(withoutNulls(after), scalarOrDoc(after)))
                        .isFalse();
                return;
            }

            assertThat(MergePatch.apply(before, patch)).isEqualTo(after);
        });
    }

    @Test
    void mergePatch_applied_isAsTheRfcsOwnPseudocode() {
        Laws.check(CASES, random -> {
            Doc before = Docs.random(random, 40);
            Doc patch = other(random, before);

            assertThat(MergePatch.apply(before, patch))
                    .isEqualTo(Doc.from(rfc(scalarOrDoc(before), scalarOrDoc(patch))));
        });
    }

    private static Doc other(Random random, Doc doc) {
        return random.nextInt(4) == 0 ? Docs.random(random, 40) : Docs.mutate(random, doc);
    }

    private static @Nullable Object scalarOrDoc(Doc doc) {
        return doc.isContainer() ? doc : doc.value();
    }

    /** The value without the entries that are null, in maps that are not in lists. */
    private static @Nullable Object withoutNulls(@Nullable Object value) {
        if (!(value instanceof Doc doc) || !doc.isMap()) {
            return value instanceof Doc doc ? scalarOrDoc(doc) : value;
        }
        Doc result = doc;
        for (String key : doc.map().keySet()) {
            Object child = withoutNulls(doc.get(key));
            result = child == null ? result.without(key) : result.with(key, child);
        }
        return result;
    }

    private static @Nullable Object rfc(@Nullable Object target, @Nullable Object patch) {
        if (patch instanceof Doc changes && changes.isMap()) {
            java.util.Map<String, @Nullable Object> result = new java.util.HashMap<>();
            if (target instanceof Doc doc && doc.isMap()) {
                doc.map().forEach((key, value) -> result.put(key, value));
            }
            changes.map().forEach((name, value) -> {
                if (value == null) {
                    result.remove(name);
                } else {
                    result.put(name, rfc(result.get(name), value));
                }
            });
            return Doc.from(result);
        }
        return patch;
    }
}
