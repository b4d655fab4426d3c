package io.entangle.bench;

import io.entangle.bench.ListSystem.Ticket;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A record of a collection moves to another place in a list that is kept in order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ListBenchmark {
    @Param("live")
    public String system;

    @Param("1000")
    public int size;

    /** How long the list is at most; 0 for all of it. */
    @Param("0")
    public int limit;

    private final SplittableRandom random = new SplittableRandom(7);
    private ListSystem list;
    private String[] ids;

    @Setup
    public void setUp() {
        ids = Keys.of(size);
        list = ListSystem.named(system, ListSystem.tickets(size), limit == 0 ? Integer.MAX_VALUE : limit);
        System.gc();
    }

    /** One change, until the first of the list can be read. */
    @Benchmark
    public Ticket change() {
        int urgency = random.nextInt(ListSystem.URGENCIES);
        list.tickets().update(ids[random.nextInt(size)], ticket -> ticket.withUrgency(urgency));
        return list.first();
    }
}
