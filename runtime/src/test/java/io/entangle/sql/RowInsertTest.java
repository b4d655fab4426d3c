package io.entangle.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowInsertTest {
    private static final RowInsert INSERT = new RowInsert("row", "a, b");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65, 72, 128, 201})
    void run_someRows_insertsEachInOrder(int count) throws Exception {
        try (Session session = new Session(DriverManager.getConnection("jdbc:sqlite::memory:"))) {
            session.run("CREATE TABLE row (position INTEGER PRIMARY KEY, a INTEGER, b TEXT)");
            List<Object[]> rows = LongStream.range(0, count)
                    .mapToObj(i -> new Object[] {i, Session.nullable(i % 3 == 0 ? null : "row " + i)})
                    .toList();

            INSERT.run(session, rows);

            assertThat(session.list(
                            "SELECT a || ' ' || coalesce(b, 'null') FROM row ORDER BY position",
                            row -> row.getString(1)))
                    .isEqualTo(LongStream.range(0, count)
                            .mapToObj(i -> i + " " + (i % 3 == 0 ? "null" : "row " + i))
                            .toList());
        }
    }
}
