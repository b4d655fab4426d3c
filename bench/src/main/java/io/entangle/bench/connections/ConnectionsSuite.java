package io.entangle.bench.connections;

import io.entangle.bench.Measurement;
import io.entangle.bench.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Idle connections, one value told to many, and many clients that come back at once. */
final class ConnectionsSuite {
    private static final String ENTANGLE = "entangle";
    private static final String BARE = "vert.x sockets";

    /** The heap is given back after a collection, so that what is resident is what is used. */
    private static final List<String> SERVER_OPTIONS = List.of(
            "-XX:+UseSerialGC", "-Xmx1g", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10", "-XX:-UsePerfData");

    private static final List<String> CLIENT_OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx3g", "-XX:-UsePerfData");

    private final int rounds;
    private final Map<Figure, List<Double>> figures = new LinkedHashMap<>();

    private record Figure(String scenario, String system, Map<String, Object> parameters, String metric, String unit) {}

    ConnectionsSuite(int rounds) {
        this.rounds = rounds;
    }

    private void add(
            String scenario, String system, Map<String, Object> parameters, String metric, String unit, double value) {
        figures.computeIfAbsent(new Figure(scenario, system, parameters, metric, unit), first -> new ArrayList<>())
                .add(value);
    }

    List<Measurement> measurements() {
        List<Measurement> all = new ArrayList<>();
        figures.forEach((figure, samples) -> all.add(Measurement.of(
                figure.scenario(), figure.system(), figure.parameters(), figure.metric(), figure.unit(), samples)));
        return all;
    }

    /** Connections that say nothing but what a heartbeat wants. */
    void idle(int connections, int seconds) throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            idle(BARE, "echo", connections, seconds);
            idle(ENTANGLE, "hub", connections, seconds);
        }
    }

    private void idle(String system, String kind, int connections, int seconds)
            throws IOException, InterruptedException {
        Map<String, Object> parameters = Map.of("connections", connections);
        try (Child server = Child.start(Server.class, SERVER_OPTIONS, kind)) {
            String port = server.next();
            try (Child warm = Child.start(Client.class, CLIENT_OPTIONS, port, 100, kind)) {
                warm.next();
                long[] before = server.ask("memory");
                try (Child clients = Child.start(Client.class, CLIENT_OPTIONS, port, connections, kind)) {
                    clients.next();
                    long[] after = server.ask("memory");
                    add(
                            "idle",
                            system,
                            parameters,
                            "resident memory per connection",
                            "kB",
                            (after[0] - before[0]) / 1024.0 / connections);
                    add(
                            "idle",
                            system,
                            parameters,
                            "heap per connection",
                            "kB",
                            (after[1] - before[1]) / 1024.0 / connections);
                    long processor = server.ask("processor")[0];
                    long began = System.nanoTime();
                    Thread.sleep(seconds * 1_000L);
                    double passed = System.nanoTime() - began;
                    add(
                            "idle",
                            system,
                            parameters,
                            "processor",
                            "% of one",
                            100 * (server.ask("processor")[0] - processor) / passed);
                }
            }
        }
    }

    /** One value that is told to many. */
    void fanOut(int subscribers, int rate, int seconds) throws IOException {
        Map<String, Object> parameters = Map.of("subscribers", subscribers, "rate", rate);
        for (int round = 0; round < rounds; round++) {
            fanOut(BARE, "sockets", parameters, subscribers, rate, seconds);
            fanOut(ENTANGLE, "hub", parameters, subscribers, rate, seconds);
        }
    }

    private void fanOut(
            String system, String kind, Map<String, Object> parameters, int subscribers, int rate, int seconds)
            throws IOException {
        try (Child server = Child.start(Server.class, SERVER_OPTIONS, kind)) {
            String port = server.next();
            try (Child clients = Child.start(Client.class, CLIENT_OPTIONS, port, subscribers, kind)) {
                clients.next();
                server.ask("tick", rate, rate * seconds);
                settled(clients);
                clients.ask("reset");
                long processor = server.ask("processor")[0];
                server.ask("tick", rate, rate * seconds);
                long taken = server.ask("processor")[0] - processor;
                long[] result = settled(clients);
                long expected = (long) subscribers * rate * seconds;
                if (kind.equals("sockets") && result[0] != expected || result[0] > expected) {
                    throw new IllegalStateException(result[0] + " of " + expected + " messages came");
                }
                add("fan-out", system, parameters, "messages", "% of changes", 100.0 * result[0] / expected);
                add("fan-out", system, parameters, "swap to visible, p50", "ms", result[1] / 1e6);
                add("fan-out", system, parameters, "swap to visible, p99", "ms", result[2] / 1e6);
                add("fan-out", system, parameters, "processor of the server", "% of one", taken / 1e7 / seconds);
            }
        }
    }

    /** {@return what the clients have received, when no more comes} */
    private static long[] settled(Child clients) throws IOException {
        long[] before = clients.ask("figures");
        while (true) {
            try {
                Thread.sleep(300);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            long[] now = clients.ask("figures");
            if (now[0] == before[0]) {
                return now;
            }
            before = now;
        }
    }

    /** A hub that is killed, and all its clients come back to the next one. */
    void storm(int clients, Path directory) throws IOException, InterruptedException {
        Map<String, Object> parameters = Map.of("clients", clients);
        for (int round = 0; round < rounds; round++) {
            try (Scratch scratch = Scratch.in(directory, "storm")) {
                storm(clients, parameters, scratch.path().resolve("journal.db"));
            }
        }
    }

    private void storm(int clients, Map<String, Object> parameters, Path journal)
            throws IOException, InterruptedException {
        Child hub = Child.start(Server.class, SERVER_OPTIONS, "journaled", 0, journal);
        try {
            String port = hub.next();
            try (Child storm = Child.start(StormClient.class, CLIENT_OPTIONS, port, clients)) {
                storm.next();
                hub.ask("tick", 100, 20);
                hub.close();
                Thread.sleep(2_000);
                hub = Child.start(Server.class, SERVER_OPTIONS, "journaled", port, journal);
                hub.next();
                long listening = System.nanoTime();
                hub.ask("set", 1_000, 1);
                long[] at = storm.ask("await", hub.ask("last")[0], listening);
                long[] outcomes = hub.ask("outcomes");
                add("storm", ENTANGLE, parameters, "half are back", "s", at[0] / 1e9);
                add("storm", ENTANGLE, parameters, "95 % are back", "s", at[1] / 1e9);
                add("storm", ENTANGLE, parameters, "all are back", "s", at[2] / 1e9);
                add("storm", ENTANGLE, parameters, "answered by a delta", "", outcomes[0]);
                add("storm", ENTANGLE, parameters, "answered by a snapshot", "", outcomes[1] + outcomes[2]);
            }
        } finally {
            hub.close();
        }
    }
}
