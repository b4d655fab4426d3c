package io.entangle.bench.datalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.bench.Measurement;
import io.entangle.datalog.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** All of what is measured, once, with small databases. */
final class DatalogSuitesTest {
    private static final Sampler ONCE = new Sampler(Duration.ZERO, Duration.ZERO, 1);

    private final EntangleSystem ours = new EntangleSystem();
    private final DatomicSystem datomic = new DatomicSystem();

    @Test
    void questions_ofAllSystems_areAnsweredAlike() {
        List<Measurement> measurements =
                new QuestionSuite(List.of(ours, datomic, new ByHandSystem()), 200, ONCE).run(Question.all());

        assertThat(systems(measurements, "q-valjoin")).containsExactly("entangle", "datomic", "by-hand");
        assertThat(Question.all())
                .allSatisfy(question ->
                        assertThat(systems(measurements, question.name())).contains("entangle", "datomic"));
        assertThat(rows(measurements))
                .containsEntry("q-triangle", 984)
                .containsEntry("rules-wide-7x3", 21_324)
                .containsEntry("rules-wide-7x3-bound", 1_092)
                .containsEntry("rules-long-30x5", 2_325);
    }

    private static List<String> systems(List<Measurement> measurements, String scenario) {
        return measurements.stream()
                .filter(each -> each.scenario().equals(scenario))
                .map(Measurement::system)
                .toList();
    }

    private static Map<String, Object> rows(List<Measurement> measurements) {
        return measurements.stream()
                .filter(each -> each.system().equals("entangle"))
                .collect(Collectors.toMap(
                        Measurement::scenario, each -> each.parameters().get("rows")));
    }

    @Test
    void questions_answeredOtherwise_areRefused() {
        DatalogSystem wrong = new DatalogSystem() {
            @Override
            public String name() {
                return "wrong";
            }

            @Override
            public Base load(Facts facts) {
                Base right = ours.load(facts);
                return new Base() {
                    @Override
                    public Supplier<Object> asking(Question question) {
                        return Set::of;
                    }

                    @Override
                    public Map<Object, String> keys() {
                        return right.keys();
                    }
                };
            }
        };
        QuestionSuite suite = new QuestionSuite(List.of(ours, wrong), 200, ONCE);

        assertThatThrownBy(() -> suite.run(Question.all().subList(0, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wrong answers q1 with 0 rows");
    }

    @Test
    void people_areThoseOfTheFiguresElsewhere() {
        Facts people = People.some(20_000);

        assertThat(people.datomCount()).isEqualTo(191_148);
        Database database = (Database) ours.with(ours.empty(people), ours.assertion(people.items()));
        assertThat(database.size()).isEqualTo(191_148);
    }

    @Test
    void writes_ofAllSystems_leaveTheSamePeople() {
        List<Measurement> measurements = new WriteSuite(List.of(ours, datomic), 50, ONCE).run(WriteSuite.SCENARIOS);

        assertThat(measurements)
                .extracting(Measurement::scenario)
                .containsExactly("add-1", "add-1", "add-5", "add-5", "add-all", "add-all", "retract-5", "retract-5");
        assertThat(RatioReport.of(measurements)).contains("datomic is slower by", "geometric mean of 4");
    }

    @Test
    void scale_ofSmallCrowds_hasAFigureForEach() {
        List<Measurement> measurements = new ScaleSuite(List.of(100, 200), ONCE, 20).run();

        assertThat(measurements)
                .allSatisfy(each -> assertThat(each.median()).isPositive())
                .extracting(Measurement::scenario)
                .contains("load", "memory", "point", "transaction");
    }
}
