package io.entangle.bench.datalog;

import io.entangle.bench.datalog.Facts.Item;
import io.entangle.bench.datalog.Facts.Ref;
import io.entangle.bench.datalog.Facts.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What one would write by hand for some of the questions: objects with fields, {@code HashMap}s from the values that are looked
 * up, and loops. It can't be changed without a copy, answers no question that it was not written for, and shows what there is
 * to be gained at most.
 */
final class ByHandSystem implements DatalogSystem {
    private record Person(Long entity, String name, String lastName, String sex, Long age, Long salary) {}

    @Override
    public String name() {
        return BY_HAND;
    }

    @Override
    public Base load(Facts facts) {
        Map<Object, String> keys = new HashMap<>();
        Map<String, Long> entities = new HashMap<>();
        for (Item item : facts.items()) {
            long entity = entities.size() + 1L;
            entities.put(item.key(), entity);
            keys.put(entity, item.key());
        }
        Function<String, Supplier<Object>> questions = switch (facts.name()) {
            case "people" -> people(facts, entities)::asking;
            case "company" -> new Company(facts)::asking;
            default -> name -> null;
        };
        return new Base() {
            @Override
            public Supplier<Object> asking(Question question) {
                return questions.apply(question.name());
            }

            @Override
            public Map<Object, String> keys() {
                return keys;
            }
        };
    }

    private static Population people(Facts facts, Map<String, Long> entities) {
        List<Person> people = new ArrayList<>();
        for (Item item : facts.items()) {
            Map<String, Object> values = item.values();
            people.add(new Person(
                    entities.get(item.key()),
                    (String) values.get("name"),
                    (String) values.get("last-name"),
                    ":" + ((Word) values.get("sex")).name(),
                    (Long) values.get("age"),
                    (Long) values.get("salary")));
        }
        return new Population(people);
    }

    private static final class Population {
        private final List<Person> all;
        private final Map<String, List<Person>> byName = new HashMap<>();
        private final Map<Long, List<Person>> byAge = new HashMap<>();

        Population(List<Person> people) {
            this.all = List.copyOf(people);
            for (Person person : people) {
                byName.computeIfAbsent(person.name, any -> new ArrayList<>()).add(person);
                byAge.computeIfAbsent(person.age, any -> new ArrayList<>()).add(person);
            }
        }

        Supplier<Object> asking(String question) {
            return switch (question) {
                case "q1" -> this::named;
                case "q2" -> this::agesOfNamed;
                case "q4" -> this::namedMen;
                case "qpred1" -> this::wellPaid;
                case "q-5merge" -> this::men;
                case "q-valjoin" -> this::ofSameAge;
                case "q-agg-avg" -> this::meanSalary;
                default -> null;
            };
        }

        private List<List<Object>> named() {
            List<List<Object>> rows = new ArrayList<>();
            for (Person person : byName.get("Ivan")) {
                rows.add(List.of(person.entity));
            }
            return rows;
        }

        private List<List<Object>> agesOfNamed() {
            List<List<Object>> rows = new ArrayList<>();
            for (Person person : byName.get("Ivan")) {
                rows.add(List.of(person.entity, person.age));
            }
            return rows;
        }

        private List<List<Object>> namedMen() {
            List<List<Object>> rows = new ArrayList<>();
            for (Person person : byName.get("Ivan")) {
                if (person.sex.equals(":male")) {
                    rows.add(List.of(person.entity, person.lastName, person.age));
                }
            }
            return rows;
        }

        private List<List<Object>> wellPaid() {
            List<List<Object>> rows = new ArrayList<>();
            for (Person person : all) {
                if (person.salary > 50_000) {
                    rows.add(List.of(person.entity, person.salary));
                }
            }
            return rows;
        }

        private List<List<Object>> men() {
            List<List<Object>> rows = new ArrayList<>();
            for (Person person : all) {
                if (person.sex.equals(":male")) {
                    rows.add(List.of(person.entity, person.name, person.lastName, person.age, person.salary));
                }
            }
            return rows;
        }

        private List<List<Object>> ofSameAge() {
            List<List<Object>> rows = new ArrayList<>();
            byAge.forEach((age, people) -> {
                if (people.stream().anyMatch(person -> person.name.equals("Ivan"))) {
                    for (Person person : people) {
                        rows.add(List.of(person.entity, person.lastName, age));
                    }
                }
            });
            return rows;
        }

        private List<List<Object>> meanSalary() {
            long sum = 0;
            for (Person person : all) {
                sum += person.salary;
            }
            return List.of(List.of((double) sum / all.size()));
        }
    }

    private static final class Company {
        private final Map<String, List<String>> peopleOf = new HashMap<>();
        private final Map<String, String> divisionOf = new HashMap<>();
        private final Map<String, String> departmentNamed = new HashMap<>();

        Company(Facts facts) {
            Map<String, String> divisions = new HashMap<>();
            for (Item item : facts.items()) {
                Map<String, Object> values = item.values();
                if (values.get("div/name") instanceof String name) {
                    divisions.put(item.key(), name);
                } else if (values.get("d/name") instanceof String name) {
                    departmentNamed.put(name, item.key());
                    divisionOf.put(item.key(), divisions.get(((Ref) values.get("d/div")).key()));
                } else {
                    String department = ((Ref) values.get("p/dept")).key();
                    peopleOf.computeIfAbsent(department, any -> new ArrayList<>())
                            .add((String) values.get("p/name"));
                }
            }
        }

        Supplier<Object> asking(String question) {
            return switch (question) {
                case "q-join-ref-1" -> this::ofDepartment;
                case "q-join-chain" -> this::withDivisions;
                default -> null;
            };
        }

        private List<List<Object>> ofDepartment() {
            List<List<Object>> rows = new ArrayList<>();
            for (String name : peopleOf.get(departmentNamed.get("dept-1"))) {
                rows.add(List.of(name));
            }
            return rows;
        }

        private List<List<Object>> withDivisions() {
            List<List<Object>> rows = new ArrayList<>();
            peopleOf.forEach((department, people) -> {
                String division = divisionOf.get(department);
                for (String name : people) {
                    rows.add(List.of(name, division));
                }
            });
            return rows;
        }
    }
}
