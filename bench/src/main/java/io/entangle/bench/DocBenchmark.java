package io.entangle.bench;

import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The delta between two documents one change apart. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DocBenchmark {
    @Param("entangle")
    public String system;

    @Param("1000")
    public int size;

    private Doc map;
    private Doc changedMap;
    private Doc list;
    private Doc changedList;

    @Setup
    public void setUp() {
        PersistentMap<String, Object> entries = PersistentMap.empty();
        for (String key : Keys.of(size)) {
            entries = entries.with(key, 1L);
        }
        map = Doc.from(entries);
        changedMap = map.with(Keys.of(size)[size / 2], 2L);
        list = Doc.from(PersistentVector.from(Collections.nCopies(size, 1L)));
        changedList = list.with(size / 2, 2L);
        System.gc();
    }

    /** The delta between two maps. */
    @Benchmark
    public Delta mapDiff() {
        return Delta.diff(map, changedMap);
    }

    /** The delta between two lists. */
    @Benchmark
    public Delta listDiff() {
        return Delta.diff(list, changedList);
    }
}
