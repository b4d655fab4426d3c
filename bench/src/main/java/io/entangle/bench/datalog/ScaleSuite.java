package io.entangle.bench.datalog;

import io.entangle.bench.Measurement;
import io.entangle.bench.datalog.Sampler.Work;
import io.entangle.datalog.Database;
import io.entangle.datalog.Index;
import io.entangle.datalog.pull.Pull;
import io.entangle.datalog.query.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.openjdk.jol.info.GraphLayout;

/** How what a database costs grows with what it holds: people of five datoms each. */
final class ScaleSuite {
    private static final int PER_TRANSACTION = 1_000;
    private static final int LOOK_UPS = 1 << 10;

    private final List<Integer> sizes;
    private final Sampler sampler;
    private final int transactions;
    private final List<Measurement> measurements = new ArrayList<>();

    /** With a number of single transactions to be measured. */
    ScaleSuite(List<Integer> sizes, Sampler sampler, int transactions) {
        this.sizes = List.copyOf(sizes);
        this.sampler = sampler;
        this.transactions = transactions;
    }

    List<Measurement> run() {
        for (int people : sizes) {
            Database database = load(people);
            double bytes = GraphLayout.parseInstance(database).totalSize();
            add("memory", people, "per datom, values included", "B", List.of(bytes / database.size()));
            lookUp(database, people);
            transact(database, people);
            System.err.printf(Locale.ROOT, "%,d people, %,d datoms%n", people, database.size());
        }
        return measurements;
    }

    private Database load(int people) {
        Database transacted =
                timed("by transactions of 1,000 people", people, () -> Crowd.byTransactions(people, PER_TRANSACTION));
        Database loaded = timed("of datoms at once", people, () -> Crowd.ofDatoms(people));
        if (!loaded.equals(transacted)) {
            throw new IllegalStateException("the databases of " + people + " people are not equal");
        }
        return transacted;
    }

    private Database timed(String metric, int people, Supplier<Database> load) {
        List<Double> seconds = new ArrayList<>();
        Database loaded = load.get(); // only warms up
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            loaded = load.get();
            seconds.add((System.nanoTime() - began) / 1e9);
        }
        add("load", people, metric, "s", seconds);
        return loaded;
    }

    /** Finds things of people at random, so many that they are not in the caches of the processor. */
    private void lookUp(Database database, int people) {
        int[] persons = new Random(7).ints(1 << 16, 1, people + 1).toArray();
        Query byId = Query.parse("[:find ?e ?n :in $ ?id :where [?e :id ?id] [?e :name ?n]]");
        Query byEntity = Query.parse("[:find ?n ?s :in $ ?e :where [?e :name ?n] [?e :salary ?s]]");
        Pull pull = Pull.parse("[:name :age :salary]");
        Map<String, IntFunction<Object>> lookUps = new LinkedHashMap<>();
        lookUps.put("query by unique value", person -> byId.rows(database, Crowd.id(person)));
        lookUps.put("query by entity", person -> byEntity.rows(database, person));
        lookUps.put("pull by lookup ref", person -> pull.one(database, List.of(Crowd.ID, Crowd.id(person))));
        lookUps.put(
                "datom by entity and attribute",
                person -> List.of(Objects.requireNonNull(database.findDatom(Index.EAVT, person, Crowd.SALARY))
                        .value()));
        Map<String, Work> works = new LinkedHashMap<>();
        lookUps.forEach((name, lookUp) -> works.put(name, new Work() {
            private int next;

            @Override
            public int run() {
                int sum = 0;
                for (int i = 0; i < LOOK_UPS; i++) {
                    next = next + 1 & persons.length - 1;
                    sum += Answers.read(lookUp.apply(persons[next]));
                }
                return sum;
            }
        }));
        sampler.measure(works)
                .forEach((name, times) -> add(
                        "point",
                        people,
                        name,
                        "us",
                        times.millis().stream()
                                .map(each -> each * 1e3 / LOOK_UPS)
                                .toList()));
    }

    /** Transactions one by one, each on what the one before has made. */
    private void transact(Database database, int people) {
        Crowd crowd = new Crowd();
        SplittableRandom random = new SplittableRandom(8);
        IntFunction<Object> newPerson = i -> crowd.map("new", people + 1 + i);
        IntFunction<Object> changedPerson = i -> {
            int person = random.nextInt(people) + 1;
            return crowd.map((long) person, person);
        };
        add("transaction", people, "a new person, 5 datoms", "us", single(database, newPerson));
        add("transaction", people, "4 changed values, 8 datoms", "us", single(database, changedPerson));
    }

    private List<Double> single(Database database, IntFunction<Object> item) {
        Database current = database;
        double[] micros = new double[transactions];
        for (int i = -transactions; i < transactions; i++) { // the first half only warms up
            List<Object> transaction = List.of(item.apply(i + transactions));
            long began = System.nanoTime();
            current = current.with(transaction).dbAfter();
            micros[Math.max(i, 0)] = (System.nanoTime() - began) / 1e3;
        }
        return Arrays.stream(micros).boxed().toList();
    }

    private void add(String scenario, int people, String metric, String unit, List<Double> samples) {
        measurements.add(Measurement.of(
                scenario, DatalogSystem.ENTANGLE, Map.of("facts", "crowd", "people", people), metric, unit, samples));
    }
}
