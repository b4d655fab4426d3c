package io.entangle.datalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TypedQueryTest {
    private record PersonAge(String name, int age) {}

    private record Sizes(long a, int b, short c, byte d, double e, float f, Object g, Long h) {}

    private record Checked(int age) {
        Checked {
            if (age > 20) {
                throw new IllegalStateException("too old");
            }
        }
    }

    private static final Database DB =
            Queries.db("{}", "[{:db/id 1 :name \"Ada\" :age 36} {:db/id 2 :name \"Bob\" :age 12 :real 1.5}]");

    @Test
    void as_record_takesValuesInOrder() {
        assertThat(Query.parse("[:find ?n ?a :where [?e :name ?n] [?e :age ?a] :order-by [?a]]")
                        .as(PersonAge.class)
                        .run(DB))
                .containsExactly(new PersonAge("Bob", 12), new PersonAge("Ada", 36));
    }

    @Test
    void as_recordWithKeys_takesValuesByName() {
        assertThat(Query.parse("[:find ?a ?n :keys age name :where [?e :name ?n] [?e :age ?a] [(< ?a 20)]]")
                        .as(PersonAge.class)
                        .run(DB))
                .containsExactly(new PersonAge("Bob", 12));
    }

    @Test
    void as_singleValue_isTheValue() {
        assertThat(Query.parse("[:find [?n ...] :where [_ :name ?n] :order-by [?n]]")
                        .as(String.class)
                        .run(DB))
                .containsExactly("Ada", "Bob");
        assertThat(Query.parse("[:find ?a :where [_ :age ?a] :order-by [?a]]")
                        .as(Integer.class)
                        .run(DB))
                .containsExactly(12, 36);
    }

    @Test
    void as_numbers_areConvertedWhereTheyFit() {
        assertThat(Query.parse(
                                "[:find ?a ?a2 ?a3 ?a4 ?a5 ?r ?a6 ?a7 :where [2 :age ?a] [2 :real ?r] [(identity ?a) ?a2] [(identity ?a) ?a3]"
                                        + " [(identity ?a) ?a4] [(identity ?a) ?a5] [(identity ?a) ?a6] [(identity ?a) ?a7]]")
                        .as(Sizes.class)
                        .run(DB))
                .containsExactly(new Sizes(12, 12, (short) 12, (byte) 12, 12.0, 1.5f, 12L, 12L));
    }

    @Test
    void as_valuesThatDoNotFit_areRefused() {
        assertThatThrownBy(() -> Query.parse("[:find ?a ?n :where [?e :name ?n] [?e :age ?a] [(= ?a 12)]]")
                        .as(PersonAge.class)
                        .run(DB))
                .isInstanceOf(DatalogException.class)
                .hasMessage("Value 12 is no java.lang.String, for name of " + PersonAge.class.getName());
        assertThatThrownBy(() -> Query.parse("[:find ?n ?a :in ?n ?a]")
                        .as(PersonAge.class)
                        .run("x", 1L << 40))
                .hasMessageContaining("Value 1099511627776 is no int");
        assertThatThrownBy(() -> Query.parse("[:find ?n ?a :in ?n ?a]")
                        .as(PersonAge.class)
                        .run("x", null))
                .hasMessageContaining("Value nil is no int");
        assertThat(Query.parse("[:find ?n ?a :in ?n ?a]").as(PersonAge.class).run(null, 5))
                .containsExactly(new PersonAge(null, 5));
    }

    @Test
    void as_classThatDoesNotFitTheQuery_isRefused() {
        Query query = Query.parse("[:find ?n ?a :where [?e :name ?n] [?e :age ?a]]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query.as(String.class))
                .withMessageContaining("expected a record");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query.as(Checked.class))
                .withMessageContaining("has 1 components");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Query.parse("[:find ?n ?a :keys name old :where [?e :name ?n] [?e :age ?a]]")
                        .as(PersonAge.class))
                .withMessageContaining("no key 'age'");
    }

    @Test
    void run_constructorThrows_theExceptionComesThrough() {
        TypedQuery<Checked> query = Query.parse("[:find ?a :where [_ :age ?a]]").as(Checked.class);
        assertThatThrownBy(() -> query.run(DB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("too old");
        assertThat(query.query().rows(DB)).contains(List.of(36L));
    }
}
