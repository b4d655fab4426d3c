package io.entangle.bench.datalog;

import io.entangle.bench.Measurement;
import io.entangle.bench.datalog.DatalogSystem.Base;
import io.entangle.bench.datalog.Sampler.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Asks the same questions of all systems, one scenario a question. They must answer the same, or there is no figure. */
final class QuestionSuite {
    private final List<DatalogSystem> systems;
    private final int people;
    private final Sampler sampler;
    private final List<Measurement> measurements = new ArrayList<>();

    QuestionSuite(List<DatalogSystem> systems, int people, Sampler sampler) {
        this.systems = List.copyOf(systems);
        this.people = people;
        this.sampler = sampler;
    }

    List<Measurement> run(List<Question> questions) {
        for (String name : questions.stream().map(Question::facts).distinct().toList()) {
            Facts facts = Question.facts(name, people);
            Map<DatalogSystem, Base> bases = new LinkedHashMap<>();
            systems.forEach(system -> bases.put(system, system.load(facts)));
            System.gc();
            questions.stream()
                    .filter(question -> question.facts().equals(name))
                    .forEach(question -> measure(question, facts, bases));
        }
        return measurements;
    }

    private void measure(Question question, Facts facts, Map<DatalogSystem, Base> bases) {
        Map<String, Work> works = new LinkedHashMap<>();
        Collection<Object> expected = null;
        for (DatalogSystem system : systems) {
            Base base = bases.get(system);
            Supplier<Object> asking = base.asking(question);
            if (asking == null) {
                continue;
            }
            Collection<Object> answer = new Answers(system, base).plain(asking.get(), question);
            if (expected != null && !expected.equals(answer)) {
                throw new IllegalStateException("%s answers %s with %,d rows other than the %,d of %s"
                        .formatted(
                                system.name(),
                                question.name(),
                                answer.size(),
                                expected.size(),
                                systems.get(0).name()));
            }
            expected = answer;
            works.put(system.name(), () -> Answers.read(asking.get()));
        }
        Map<String, Object> parameters = Map.of(
                "facts", facts.name(), "datoms", facts.datomCount(), "rows", expected == null ? 0 : expected.size());
        sampler.measure(works)
                .forEach((system, times) ->
                        measurements.addAll(times.measurements(question.name(), system, parameters)));
        System.err.printf(Locale.ROOT, "%s: %s%n", question.name(), parameters);
    }
}
