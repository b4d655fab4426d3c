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

/** One operation on a map of string keys. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MapBenchmark {
    @Param("entangle")
    public String system;

    @Param("1000")
    public int size;

    private MapSystem<Object> maps;
    private Object map;
    private Object changed;
    private String[] chosen;
    private Object[] values;
    private int turn;

    @Setup
    @SuppressWarnings("unchecked")
    public void setUp() {
        maps = (MapSystem<Object>) MapSystems.named(system);
        String[] keys = Keys.of(size);
        map = maps.of(keys, new Object());
        changed = maps.with(map, keys[size / 2], new Object());
        chosen = new Random(42).ints(1 << 16, 0, size).mapToObj(i -> keys[i]).toArray(String[]::new);
        values = Keys.objects(1 << 10);
        System.gc(); // so that the layout in memory is that of a collection that has been there for a while
    }

    /** Replaces the value of a random key; each update starts from the map of the one before. */
    @Benchmark
    public Object update() {
        int now = turn++;
        map = maps.with(map, chosen[now & (1 << 16) - 1], newValue(now));
        return map;
    }

    /** Not the value that the same turn of the previous pass put there, so that no update is idle. */
    private Object newValue(int now) {
        return values[now + (now >>> 16) & (1 << 10) - 1];
    }

    /** Looks a random key up. */
    @Benchmark
    public Object lookup() {
        return maps.get(map, chosen[turn++ & (1 << 16) - 1]);
    }

    /** Visits all entries. */
    @Benchmark
    public void iterate(Blackhole sink) {
        maps.forEach(map, (key, value) -> {
            sink.consume(key);
            sink.consume(value);
        });
    }

    /** Finds the only change between two versions. */
    @Benchmark
    public void diff(Blackhole sink) {
        maps.difference(map, changed, sink::consume);
    }
}
