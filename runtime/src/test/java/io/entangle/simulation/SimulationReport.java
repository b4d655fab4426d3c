package io.entangle.simulation;

import io.entangle.simulation.Simulation.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs seeds, each twice, and sums up what came of it. Prints what is needed to repeat a seed that fails. */
final class SimulationReport {
    private final Map<Rare, Integer> seedsWith = new EnumMap<>(Rare.class);
    private final List<Long> failed = new ArrayList<>();
    private long seeds;
    private long virtualMs;
    private long operations;
    private long faults;

    /** Runs a seed; what it broke is printed and counted. */
    void run(long seed) {
        seeds++;
        Simulation first = new Simulation(seed, null);
        try {
            Outcome outcome = first.run();
            Outcome again = new Simulation(seed, null).run();
            if (!outcome.equals(again)) {
                throw new Violation("a seed decides all", outcome + ", and then " + again);
            }
            virtualMs += outcome.virtualMs();
            operations += outcome.operations();
            faults += outcome.faults();
            outcome.rare().forEach(path -> seedsWith.merge(path, 1, Integer::sum));
        } catch (Violation | RuntimeException failure) {
            failed.add(seed);
            System.out.println("seed " + seed + ": " + failure);
            if (!(failure instanceof Violation)) {
                failure.printStackTrace(System.out);
            }
            first.trace.tail().forEach(System.out::println);
            System.out.println("Reproduce: mvn -q -pl runtime -am -Psim verify -Dsim.seed=" + seed);
        }
    }

    long seeds() {
        return seeds;
    }

    List<Long> failed() {
        return failed;
    }

    /** {@return the paths that fewer than one seed in a hundred went, and how many did} */
    Map<Rare, Integer> tooRare() {
        Map<Rare, Integer> tooRare = new EnumMap<>(Rare.class);
        for (Rare path : Rare.values()) {
            int count = seedsWith.getOrDefault(path, 0);
            if (count * 100L < seeds) {
                tooRare.put(path, count);
            }
        }
        return tooRare;
    }

    Map<Rare, Integer> seedsWith() {
        return seedsWith;
    }

    /** The one line that sums it up. */
    @Override
    public String toString() {
        return "simulation: seeds=%d virtualHours=%.1f operations=%d faults=%d violations=%d"
                .formatted(seeds, virtualMs / 3_600_000.0, operations, faults, failed.size());
    }
}
