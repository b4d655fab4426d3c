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

    /** What takes Datomic a while, code that is not warm yet. */
    private static final Set<String> LARGE =
            Set.of("graph", "wide-5x3", "wide-7x3", "wide-4x6", "long-30x3", "long-30x5");

    private final EntangleSystem ours = new EntangleSystem();
    private final DatomicSystem datomic = new DatomicSystem();

    @Test
    void questions_ofAllSystems_areAnsweredAlike() {
        List<Question> questions = Question.all().stream()
                .filter(question -> !LARGE.contains(question.facts()))
                .toList();

        List<Measurement> measurements =
                new QuestionSuite(List.of(ours, datomic, new ByHandSystem()), 200, ONCE).run(questions);

        assertThat(systems(measurements, "q-valjoin")).containsExactly("entangle", "datomic", "by-hand");
        assertThat(questions)
                .hasSizeGreaterThan(25)
                .allSatisfy(question ->
                        assertThat(systems(measurements, question.name())).contains("entangle", "datomic"));
    }

    @Test
    void questions_ofLargerFacts_findWhatIsKnown() {
        List<Question> questions = Question.all().stream()
                .filter(question -> LARGE.contains(question.facts()))
                .toList();

        List<Measurement> measurements = new QuestionSuite(List.of(ours), 200, ONCE).run(questions);

        assertThat(rows(measurements))
                .containsEntry("q-triangle", 984)
                .containsEntry("rules-wide-5x3", 1_641)
                .containsEntry("rules-wide-7x3", 21_324)
                .containsEntry("rules-wide-7x3-bound", 1_092)
                .containsEntry("rules-wide-4x6", 5_910)
                .containsEntry("rules-long-30x5", 2_325);
    }

    private static List<String> systems(List<Measurement> measurements, String scenario) {
        return measurements.stream()
                .filter(each ->
                        each.scenario().equals(scenario) && each.metric().equals("time"))
                .map(Measurement::system)
                .toList();
    }

    private static Map<String, Object> rows(List<Measurement> measurements) {
        return measurements.stream()
                .filter(each -> each.metric().equals("time"))
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

        assertThat(WriteSuite.SCENARIOS)
                .allSatisfy(
                        scenario -> assertThat(systems(measurements, scenario)).containsExactly("entangle", "datomic"));
        assertThat(RatioReport.of(measurements)).contains("datomic is slower by", "geometric mean of 4");
    }

    @Test
    void scale_ofASmallCrowd_hasAFigureForEach() {
        List<Measurement> measurements = new ScaleSuite(List.of(100), ONCE, 20).run();

        assertThat(measurements)
                .allSatisfy(each -> assertThat(each.median()).isPositive())
                .extracting(Measurement::scenario)
                .contains("load", "memory", "point", "transaction");
    }
}
