package io.entangle.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** One operation on a list. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VectorBenchmark {
    @Param("entangle")
    public String system;

    @Param("1000")
    public int size;

    private VectorSystem<Object> lists;
    private Object list;
    private Object changed;
    private int[] chosen;
    private Object[] values;
    private int turn;

    @Setup
    @SuppressWarnings("unchecked")
    public void setUp() {
        lists = (VectorSystem<Object>) VectorSystems.named(system);
        list = lists.of(Keys.of(size));
        changed = lists.with(list, size / 2, new Object());
        chosen = new Random(42).ints(1 << 16, 0, size).toArray();
        values = Keys.objects(1 << 10);
        System.gc(); // so that the layout in memory is that of a collection that has been there for a while
    }

    /** Replaces a random element; each update starts from the list of the one before. */
    @Benchmark
    public Object update() {
        int now = turn++;
        list = lists.with(list, chosen[now & (1 << 16) - 1], newValue(now));
        return list;
    }

    /** Not the value that the same turn of the previous pass put there, so that no update is idle. */
    private Object newValue(int now) {
        return values[now + (now >>> 16) & (1 << 10) - 1];
    }

    /** Reads a random element. */
    @Benchmark
    public Object lookup() {
        return lists.get(list, chosen[turn++ & (1 << 16) - 1]);
    }

    /** Visits all elements. */
    @Benchmark
    public void iterate(Blackhole sink) {
        lists.forEach(list, sink::consume);
    }

    /** Finds the only change between two versions. */
    @Benchmark
    public void diff(Blackhole sink) {
        lists.difference(list, changed, sink::consume);
    }
}
