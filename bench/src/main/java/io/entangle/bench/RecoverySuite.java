package io.entangle.bench;

import io.entangle.atom.Atom;
import io.entangle.journal.DurableAtoms;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.hub.Hub;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long it takes until an atom is there again that was written to a number of times. The journal is written as a process
 * that uses the library writes it, and opened again and again; it is in the cache of the operating system.
 */
final class RecoverySuite {
    static final String DURABLE = "durable atoms";
    static final String HUB = "hub";

    private static final String SCENARIO = "recovery";
    private static final String ID = "atom";
    private static final int WRITERS = 64;

    private final List<Integer> writes;
    private final int fields;
    private final int rounds;
    private final Path directory;
    private final List<Measurement> measurements = new ArrayList<>();

    RecoverySuite(List<Integer> writes, int fields, int rounds, Path directory) {
        this.writes = List.copyOf(writes);
        this.fields = fields;
        this.rounds = rounds;
        this.directory = directory;
    }

    List<Measurement> run() throws IOException, InterruptedException {
        for (int count : writes) {
            try (Scratch scratch = Scratch.in(directory, "recovery")) {
                Path file = scratch.path().resolve("journal.db");
                Doc last = write(file, count);
                System.err.printf(Locale.ROOT, "%,d writes are in %,d bytes%n", count, Files.size(file));
                add("journal", count, "size of the file", "MB", List.of(Files.size(file) / 1e6));
                open(file, count, last);
            }
        }
        return measurements;
    }

    /** Changes one field after the other at random, by many threads: they are written down together. */
    private Doc write(Path file, int count) throws InterruptedException {
        try (DurableAtoms atoms = DurableAtoms.on(Journals.sqlite(file))) {
            Doc first = Doc.of();
            for (int i = 0; i < fields; i++) {
                first = first.with(name(i), 0);
            }
            Atom<Doc> atom = atoms.atom(ID, first);
            AtomicInteger left = new AtomicInteger(count);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                threads.add(new Thread(() -> {
                    for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
                        String field = name(random.nextInt(fields));
                        int value = number;
                        atom.swap(doc -> doc.with(field, value));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            if (atom.version() != count) {
                throw new IllegalStateException("the atom has version " + atom.version() + " after " + count);
            }
            return atom.get();
        }
    }

    private static String name(int field) {
        return "field-" + field;
    }

    private void open(Path file, int count, Doc last) {
        List<Double> durable = new ArrayList<>();
        List<Double> hub = new ArrayList<>();
        Vertx vertx = Vertx.vertx();
        try {
            for (int round = 0; round <= rounds; round++) { // the first only warms up
                long began = System.nanoTime();
                try (DurableAtoms atoms = DurableAtoms.on(Journals.sqlite(file))) {
                    check(atoms.atom(ID, Doc.of()), count, last);
                    durable.add((System.nanoTime() - began) / 1e6);
                }
                began = System.nanoTime();
                try (Hub opened =
                        Hub.builder(vertx).journal(Journals.sqlite(file)).build()) {
                    check(opened.atom(ID, Doc.of()), count, last);
                    hub.add((System.nanoTime() - began) / 1e6);
                }
            }
        } finally {
            vertx.close().await();
        }
        add(DURABLE, count, "open to first read", "ms", durable.subList(1, durable.size()));
        add(HUB, count, "open to first read", "ms", hub.subList(1, hub.size()));
    }

    private static void check(Atom<Doc> atom, int count, Doc last) {
        if (atom.version() != count || !atom.get().equals(last)) {
            throw new IllegalStateException("the atom is not what it was");
        }
    }

    private void add(String system, int count, String metric, String unit, List<Double> samples) {
        measurements.add(
                Measurement.of(SCENARIO, system, Map.of("writes", count, "fields", fields), metric, unit, samples));
    }
}
