package io.entangle.examples.demo;

import io.entangle.examples.demo.Message.Ending;
import io.entangle.examples.demo.Message.HubResult;
import io.entangle.examples.demo.Message.Listening;
import io.entangle.examples.demo.Message.ReplicaResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The results of all processes, side by side.
 *
 * @param history what the history promises
 * @param hub the hub's result
 * @param replicas the results of the replicas, by name
 */
record Report(Listening history, HubResult hub, Map<String, ReplicaResult> replicas) {
    private static final int DIGEST_SHOWN = 8;
    private static final String RULE = "-".repeat(71);

    Report {
        replicas = new TreeMap<>(replicas);
    }

    /** {@return the table, for a terminal of 80 columns} */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(row("", "hub", replicas.keySet().stream().toList()));
        lines.add(RULE);
        lines.add(row("revisions replayed, or shown", count(hub.replayed()), each(r -> count(r.shown()))));
        lines.add(row("  of these SHA-256 verified", "", each(r -> count(r.shown()))));
        lines.add(row("swap to visible, p50", "", each(r -> millis(r.latency().p50()))));
        lines.add(row("                 p99", "", each(r -> millis(r.latency().p99()))));
        lines.add(row("                 max", "", each(r -> millis(r.latency().max()))));
        lines.add(row("bytes out of the socket", "", each(r -> bytes(r.bytesReceived()))));
        lines.add(row("writes made", "", each(r -> count(r.writes()))));
        lines.add(row(
                "writes merged at the hub",
                "",
                replicas.keySet().stream().map(name -> count(merged(name))).toList()));
        lines.add(RULE);
        lines.add(endings("version at the end", ending -> count(ending.version())));
        lines.add(endings("document, SHA-256", ending -> shortened(ending.documentSha256())));
        lines.add(endings("whole value, SHA-256", ending -> shortened(ending.valueSha256())));
        for (String name : replicas.keySet()) {
            lines.add(endings(
                    "seen/" + name, ending -> String.valueOf(ending.seen().get(name))));
        }
        lines.add(RULE);
        lines.add(String.format(
                Locale.ROOT,
                "%d revisions in CBOR frames: %s as deltas, %s as snapshots, 1 : %d",
                hub.replayed() - 1,
                bytes(hub.deltaBytes()),
                bytes(hub.snapshotBytes()),
                hub.snapshotBytes() / Math.max(1, hub.deltaBytes())));
        lines.add("The history gives " + shortened(history.lastSha256())
                + " for its last revision. Swap to visible: from the");
        lines.add("hub's clock at the swap to the replica's clock in its watch, before it verifies");
        lines.add("anything; one machine, one clock.");
        return lines;
    }

    private static String row(String label, String hub, List<String> replicas) {
        StringBuilder row = new StringBuilder(String.format("%-29s%14s", label, hub));
        replicas.forEach(cell -> row.append(String.format("%14s", cell)));
        return row.toString();
    }

    private String endings(String label, Function<Ending, String> cell) {
        return row(label, cell.apply(hub.ending()), each(replica -> cell.apply(replica.ending())));
    }

    private List<String> each(Function<ReplicaResult, String> cell) {
        return replicas.values().stream().map(cell).toList();
    }

    private int merged(String replica) {
        return hub.merged().getOrDefault(replica, 0);
    }

    /** {@return what is not as it must be; empty if all is well} */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        Ending expected = hub.ending();
        if (hub.replayed() != history.lastRevision() + 1) {
            problems.add("the hub replayed " + hub.replayed() + " of " + (history.lastRevision() + 1) + " revisions");
        }
        if (!expected.documentSha256().equals(history.lastSha256())) {
            problems.add("the hub's document is not the last of the history");
        }
        replicas.forEach((name, result) -> {
            if (!result.ending().equals(expected)) {
                problems.add(name + " ends with " + result.ending() + ", but the hub with " + expected);
            }
            if (expected.seen().getOrDefault(name, -1) != history.lastRevision()) {
                problems.add(name + " has not written that it saw the last revision");
            }
            if (merged(name) != result.writes()) {
                problems.add(name + " made " + result.writes() + " writes, but the hub merged " + merged(name));
            }
        });
        return problems;
    }

    private static String count(long number) {
        return Long.toString(number);
    }

    private static String shortened(String digest) {
        return digest.length() <= DIGEST_SHOWN ? digest : digest.substring(0, DIGEST_SHOWN) + "…";
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }

    private static String bytes(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
