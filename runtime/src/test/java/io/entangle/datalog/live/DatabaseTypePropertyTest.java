package io.entangle.datalog.live;

import static io.entangle.datalog.live.Databases.TYPE;
import static io.entangle.datalog.live.Databases.all;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.Database;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The laws of {@code docs/types.md} for databases. */
final class DatabaseTypePropertyTest {
    private static final int CASES = 250;

    @Test
    void decode_ofEncoded_isTheDatabaseInEveryRespect() {
        Laws.check(CASES, random -> {
            Database database = Databases.any(random);

            Doc doc = TYPE.encode(database);
            Database decoded = TYPE.decode(Doc.parse(doc.toCanonicalJson()));

            assertThat(all(decoded)).isEqualTo(all(database));
            assertThat(decoded).isEqualTo(database);
            assertThat(TYPE.isSame(database, decoded)).isTrue();
            assertThat(TYPE.encode(decoded)).isEqualTo(doc);
        });
    }

    /** Two databases, of which one has come of the other or not. */
    private static Database other(Random random, Database first) {
        return random.nextInt(4) == 0 ? Databases.any(random) : Databases.after(random, first, random.nextInt(5));
    }

    @Test
    void diff_ofTwo_leadsFromOneToTheOther() {
        Laws.check(CASES, random -> {
            Database before = Databases.any(random);
            Database after = other(random, before);
            Doc from = TYPE.encode(before);
            Doc to = TYPE.encode(after);

            Delta delta = TYPE.diff(before, after);

            assertThat(delta.apply(from)).isEqualTo(to);
            assertThat(all(TYPE.apply(before, delta))).isEqualTo(all(after));
            assertThat(delta.isEmpty()).isEqualTo(TYPE.isSame(before, after));
            assertThat(all(TYPE.apply(after, delta.invert(from)))).isEqualTo(all(before));
        });
    }

    @Test
    void apply_ofADifferenceOfDocuments_isTheSame() {
        Laws.check(CASES, random -> {
            Database before = Databases.any(random);
            Database after = other(random, before);

            Delta delta = Delta.diff(TYPE.encode(before), TYPE.encode(after));

            assertThat(all(TYPE.apply(before, delta))).isEqualTo(all(after));
        });
    }

    @Test
    void apply_ofADifferenceComposed_isTheSame() {
        Laws.check(CASES, random -> {
            Database first = Databases.any(random);
            Database second = other(random, first);
            Database third = other(random, second);

            Delta delta = TYPE.diff(first, second).compose(TYPE.diff(second, third));

            assertThat(all(TYPE.apply(first, delta))).isEqualTo(all(third));
        });
    }

    /** A document with something changed within that may leave it that of a database, or not. */
    private static Doc changed(Random random, Doc doc, Doc other) {
        Doc entities = (Doc) doc.get("entities");
        String entity = random.nextInt(8) == 0
                ? List.of("0", "01", "x", "7").get(random.nextInt(4))
                : Integer.toString(1 + random.nextInt(5));
        String name = List.of(":tags", ":a", ":name", "\"string\"", ":friends", "bad", ":email", ":n", ":born")
                .get(random.nextInt(9));
        Path at = Path.of("entities", entity, name);
        Object whole = other.get(at);
        return switch (random.nextInt(10)) {
            case 0 -> doc.with(List.of("entity", "tx", "more").get(random.nextInt(3)), random.nextInt(20));
            case 1 -> doc.with("entities", entities.without(entity));
            case 2 -> whole != null && entities.has(entity) ? doc.with(at, whole) : doc;
            case 3 -> doc.has(at) ? doc.without(at) : doc;
            case 4 -> entities.has(entity) ? doc.with(at, Doc.list("A", random.nextInt(9))) : doc;
            case 5 -> entities.has(entity) ? doc.with(at, Doc.list(":k", 3, "edn")) : doc;
            case 6 -> entities.has(entity) ? doc.with(at, Doc.of("\"A\"", random.nextInt(9) - 1)) : doc;
            case 7 -> entities.has(entity) ? doc.with(at, Docs.random(random, 4)) : doc;
            case 8 -> doc.with("entities", entities.with(entity, Doc.of(name, Doc.list(random.nextInt(5), 1))));
            default -> doc.get(at) instanceof Doc cell && cell.isList() ? doc.with(at.child(1), 2) : doc;
        };
    }

    private static Object outcome(Supplier<Database> made) {
        try {
            return all(made.get());
        } catch (InvalidValueException | DeltaMismatchException refused) {
            return "refused";
        }
    }

    @Test
    void apply_ofAnyDelta_isWhatItMakesOfTheDocument() {
        int[] taken = {0, 0};
        Laws.check(3 * CASES, random -> {
            Database before = Databases.any(random);
            Doc from = TYPE.encode(before);
            Doc to = changed(random, from, TYPE.encode(Databases.any(random)));
            to = random.nextBoolean() ? to : changed(random, to, from);
            Delta delta = Delta.diff(from, to);
            Doc expected = to;

            Object applied = outcome(() -> TYPE.apply(before, delta));

            assertThat(applied).as(() -> delta + " of " + from).isEqualTo(outcome(() -> TYPE.decode(expected)));
            taken[applied.equals("refused") ? 0 : 1]++;
        });

        if (System.getProperty("seed") == null) {
            assertThat(Math.min(taken[0], taken[1])).as("refused, and taken").isGreaterThan(CASES / 2);
        }
    }

    @Test
    void apply_whereNothingIsThere_isRefusedLikeADocument() {
        Laws.check(CASES, random -> {
            Database before = Databases.any(random);
            Database elsewhere = Databases.any(random);
            Delta delta = TYPE.diff(elsewhere, other(random, elsewhere));
            Doc from = TYPE.encode(before);

            assertThat(outcome(() -> TYPE.apply(before, delta)))
                    .as(() -> delta + " of " + from)
                    .isEqualTo(outcome(() -> TYPE.decode(delta.apply(from))));
        });
    }

    @Test
    void encode_ofAnyDocumentsDatabase_isThatDocument() {
        Laws.check(CASES, random -> {
            Doc doc = changed(random, TYPE.encode(Databases.any(random)), TYPE.encode(Databases.any(random)));
            Database decoded;
            try {
                decoded = TYPE.decode(doc);
            } catch (InvalidValueException refused) {
                return;
            }
            assertThat(TYPE.encode(decoded)).isEqualTo(doc);
        });
    }
}
