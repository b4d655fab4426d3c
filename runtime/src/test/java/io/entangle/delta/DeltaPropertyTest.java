package io.entangle.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import org.junit.jupiter.api.Test;

final class DeltaPropertyTest {
    private static final int CASES = 10_000;

    @Test
    void diff_applied_givesTheNewerDocument() {
        Laws.check(CASES, random -> {
            Doc a = Docs.random(random, 30);
            Doc b = random.nextInt(4) == 0 ? Docs.random(random, 30) : Docs.mutate(random, a);

            Delta delta = Delta.diff(a, b);

            assertThat(delta.apply(a)).isEqualTo(b);
            assertThat(delta.isEmpty()).isEqualTo(a.equals(b));
        });
    }

    @Test
    void diff_ofEqualDocuments_isEmpty() {
        Laws.check(CASES, random -> {
            Doc a = Docs.random(random, 30);

            assertThat(Delta.diff(a, a).isEmpty()).isTrue();
            assertThat(Delta.diff(a, Doc.parse(a.toCanonicalJson())).isEmpty()).isTrue();
        });
    }

    @Test
    void compose_applied_isOneAfterTheOther() {
        Laws.check(CASES, random -> {
            Doc a = Docs.random(random, 30);
            Doc b = Docs.mutate(random, a);
            Doc c = Docs.mutate(random, b);
            Doc d = Docs.mutate(random, c);
            Delta ab = Delta.diff(a, b);
            Delta bc = Delta.diff(b, c);
            Delta cd = Delta.diff(c, d);

            assertThat(ab.compose(bc).apply(a)).isEqualTo(c);
            assertThat(ab.compose(bc).compose(cd).apply(a)).isEqualTo(d);
            assertThat(ab.compose(bc.compose(cd)).apply(a)).isEqualTo(d);
            assertThat(ab.compose(Delta.NONE)).isEqualTo(ab);
            assertThat(Delta.NONE.compose(ab)).isEqualTo(ab);
        });
    }

    @Test
    void invert_applied_givesTheOlderDocument() {
        Laws.check(CASES, random -> {
            Doc a = Docs.random(random, 30);
            Doc b = Docs.mutate(random, a);
            Delta delta = Delta.diff(a, b);

            Delta back = delta.invert(a);

            assertThat(back.apply(b)).isEqualTo(a);
            assertThat(back.invert(b).apply(a)).isEqualTo(b);
        });
    }

    @Test
    void ops_appliedOneByOne_giveTheNewerDocument() {
        Laws.check(CASES, random -> {
            Doc a = Docs.random(random, 30);
            Doc b = Docs.mutate(random, a);

            Doc stepped = a;
            for (Op op : Delta.diff(a, b).ops()) {
                stepped = step(stepped, op);
            }

            assertThat(stepped).isEqualTo(b);
        });
    }

    private static Doc step(Doc doc, Op op) {
        if (op instanceof Op.Put put) {
            return doc.with(put.path(), put.value());
        }
        if (op instanceof Op.Splice splice) {
            Doc list = Doc.from(doc.get(splice.path()));
            return doc.with(
                    splice.path(),
                    list.splice(
                            splice.index(), splice.removed(), splice.inserted().asList()));
        }
        return doc.without(op.path());
    }
}
