package io.entangle.bench.datalog;

import io.entangle.bench.Measurement;
import io.entangle.bench.datalog.DatalogSystem.Writing;
import io.entangle.bench.datalog.Facts.Item;
import io.entangle.bench.datalog.Sampler.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes databases of others by transactions; nothing is kept but the values. */
final class WriteSuite {
    static final List<String> SCENARIOS = List.of("add-1", "add-5", "add-all", "retract-5");

    private static final List<String> SINGLE = List.of("name", "last-name", "sex", "age", "salary");

    private final List<Writing> systems;
    private final Facts facts;
    private final Sampler sampler;
    private final List<Measurement> measurements = new ArrayList<>();

    WriteSuite(List<Writing> systems, int people, Sampler sampler) {
        this.systems = List.copyOf(systems);
        this.facts = People.some(people);
        this.sampler = sampler;
    }

    List<Measurement> run(List<String> scenarios) {
        for (String scenario : scenarios) {
            int peopleThen = scenario.equals("retract-5") ? 0 : facts.items().size();
            measure(scenario, peopleThen, system -> writing(system, scenario));
        }
        return measurements;
    }

    private Supplier<Object> writing(Writing system, String scenario) {
        return switch (scenario) {
            case "add-1" -> addingSingle(system);
            case "add-5" -> addingEach(system);
            case "add-all" -> addingAll(system);
            case "retract-5" -> retracting(system);
            default -> throw new IllegalArgumentException("no such scenario: " + scenario);
        };
    }

    private void measure(String scenario, int peopleThen, Function<Writing, Supplier<Object>> writing) {
        Map<String, Work> works = new LinkedHashMap<>();
        for (Writing system : systems) {
            Supplier<Object> write = writing.apply(system);
            int there = system.entities(write.get()).size();
            if (there != peopleThen) {
                throw new IllegalStateException(
                        "%s has %d people after %s, expected %d".formatted(system.name(), there, scenario, peopleThen));
            }
            works.put(system.name(), () -> System.identityHashCode(write.get()));
        }
        Map<String, Object> parameters =
                Map.of("facts", facts.name(), "people", facts.items().size());
        sampler.measure(works)
                .forEach((system, times) -> measurements.addAll(times.measurements(scenario, system, parameters)));
        System.err.printf(Locale.ROOT, "%s: %s%n", scenario, parameters);
    }

    private static Supplier<Object> all(Writing system, Object before, List<List<Object>> transactions) {
        return () -> {
            Object database = before;
            for (List<Object> transaction : transactions) {
                database = system.with(database, transaction);
            }
            return database;
        };
    }

    /** A transaction for each of five values of each person, all of entities of their own. */
    private Supplier<Object> addingSingle(Writing system) {
        List<List<Object>> transactions = new ArrayList<>();
        for (Item item : facts.items()) {
            SINGLE.forEach(attribute -> transactions.add(system.assertion(item, attribute)));
        }
        return all(system, system.empty(facts), transactions);
    }

    /** A transaction for each person. */
    private Supplier<Object> addingEach(Writing system) {
        List<List<Object>> transactions = new ArrayList<>();
        facts.items().forEach(item -> transactions.add(system.assertion(List.of(item))));
        return all(system, system.empty(facts), transactions);
    }

    /** One transaction for all. */
    private Supplier<Object> addingAll(Writing system) {
        return all(system, system.empty(facts), List.of(system.assertion(facts.items())));
    }

    /** All people, one after the other. */
    private Supplier<Object> retracting(Writing system) {
        Object full = system.with(system.empty(facts), system.assertion(facts.items()));
        List<List<Object>> transactions = new ArrayList<>();
        system.entities(full).forEach(entity -> transactions.add(system.retraction(entity)));
        return all(system, full, transactions);
    }
}
