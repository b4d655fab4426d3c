package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.delta.Delta;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import org.junit.jupiter.api.Test;

/** The size that is kept up to date from deltas is the one that is counted anew. */
final class StateSizePropertyTest {
    @Test
    void growth_ofAnyDelta_isTheDifferenceOfTheSizes() {
        Laws.check(2_000, random -> {
            Doc before = Docs.random(random, 40);
            Doc after = random.nextInt(4) == 0 ? Docs.random(random, 40) : Docs.mutate(random, before);

            long growth = StateSize.growth(before, Delta.diff(before, after));

            assertThat(growth).isEqualTo(StateSize.of(after) - StateSize.of(before));
        });
    }

    @Test
    void bytes_alongAHistory_areThoseOfEachValue() {
        Laws.check(300, random -> {
            StateSize size = new StateSize();
            Doc value = Docs.random(random, 40);
            for (int i = 0; i < 10; i++) {
                assertThat(size.bytes(value)).isEqualTo(StateSize.of(value));
                value = Docs.mutate(random, value);
            }
        });
    }

    @Test
    void size_ofOrdinaryValues_isAboutThatOfTheirJson() {
        Doc value = Doc.of(
                "title",
                "Groceries",
                "items",
                Doc.list(Doc.of("text", "milk", "done", false), Doc.of("text", "bread", "done", true)),
                "n",
                12345678);

        long json = value.toCanonicalJson().length();

        assertThat(StateSize.of(value)).isBetween(json / 2, json * 2);
    }
}
