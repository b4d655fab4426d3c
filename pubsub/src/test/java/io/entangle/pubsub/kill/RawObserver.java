package io.entangle.pubsub.kill;

import io.entangle.atom.Version;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two subscribers in a process of their own, over the bare protocol: one is told of every version, the other of the newest.
 * They log whatever they are shown, and what must not be.
 */
final class RawObserver implements HubConnection.Peer {
    private static final int FLUSH_MS = 20;

    /** What is known of an atom. */
    private static final class Shown {
        private int handle;
        private @Nullable Version version;
        private Doc value = Doc.of();
        private boolean mayMiss;
    }

    private final String name;
    private final Delivery delivery;
    private final LineLog log;
    private final HubConnection connection;
    private final Map<String, Shown> atoms = new LinkedHashMap<>();

    private RawObserver(Vertx vertx, int port, String name, Delivery delivery, LineLog log) {
        this.name = name;
        this.delivery = delivery;
        this.log = log;
        Accounts.ALL.forEach(atom -> atoms.put(atom, new Shown()));
        this.connection = new HubConnection(vertx, port, name, new SiteId(name.hashCode()), this);
    }

    /** With the port and two logs. */
    public static void main(String[] arguments) throws IOException {
        Vertx vertx = Vertx.vertx();
        int port = Integer.parseInt(arguments[0]);
        observe(vertx, port, "every", Delivery.EVERY_VERSION, Path.of(arguments[1]));
        observe(vertx, port, "newest", Delivery.LATEST, Path.of(arguments[2]));
        Commands.awaitStop();
        Runtime.getRuntime().halt(0);
    }

    private static void observe(Vertx vertx, int port, String name, Delivery delivery, Path log) throws IOException {
        RawObserver observer = new RawObserver(vertx, port, name, delivery, new LineLog(log));
        observer.connection.open();
        observer.connection.run(() -> vertx.setPeriodic(FLUSH_MS, tick -> observer.log.flush()));
    }

    @Override
    public List<Frame.Subscribe> subscriptions() {
        return atoms.entrySet().stream()
                .map(each -> new Frame.Subscribe(
                        each.getKey(), new ToAuthority.Subscribe(each.getValue().version, 1, delivery)))
                .toList();
    }

    @Override
    public void received(List<Frame> frames) {
        boolean isNew = false;
        for (Frame frame : frames) {
            if (frame instanceof Frame.Subscribed answer) {
                Shown shown = atoms.get(answer.atom());
                shown.handle = answer.handle();
                opened(answer.atom(), shown, answer.opening());
                isNew = true;
            } else if (frame instanceof Frame.Told event) {
                for (Map.Entry<String, Shown> each : atoms.entrySet()) {
                    if (each.getValue().handle == event.handle()) {
                        isNew |= told(each.getKey(), each.getValue(), event.message());
                    }
                }
            }
        }
        if (isNew && !delivery.everyVersion()) {
            checkSum();
        }
    }

    private void opened(String atom, Shown shown, ToReplica opening) {
        if (opening instanceof ToReplica.Snapshot snapshot) {
            moved(atom, shown, snapshot.version(), snapshot.value());
        } else if (opening instanceof ToReplica.Resumed resumed) {
            moved(
                    atom,
                    shown,
                    resumed.from().withNumber(resumed.to()),
                    resumed.delta().apply(shown.value));
        }
    }

    private boolean told(String atom, Shown shown, ToReplica message) {
        if (message instanceof ToReplica.FellBehind) {
            shown.mayMiss = true;
        }
        if (!(message instanceof ToReplica.Update update) || shown.version == null) {
            return false;
        }
        if (update.from() != shown.version.number()) {
            log.add("wrong " + name + " at " + atom + " " + shown.version + " came an update from " + update.from());
            return false;
        }
        if (delivery.everyVersion() && update.to() != update.from() + 1 && !shown.mayMiss) {
            log.add("wrong " + name + " versions of " + atom + " were left out from " + update.from() + " to "
                    + update.to());
        }
        shown.mayMiss = false;
        moved(atom, shown, shown.version.withNumber(update.to()), update.delta().apply(shown.value));
        return true;
    }

    private void moved(String atom, Shown shown, Version to, Doc value) {
        Version from = shown.version;
        if (from != null && (to.epoch() != from.epoch() || to.number() < from.number())) {
            log.add("wrong " + name + " " + atom + " went from " + from + " to " + to);
        }
        shown.version = to;
        shown.value = value;
        log.add(line(name, atom, to, value));
    }

    /** What an observer notes of a version. */
    static String line(String name, String atom, Version version, Doc value) {
        return "seen " + name + " " + atom + " " + version.epoch() + " " + version.number() + " "
                + value.get(Accounts.BANK) + " " + value.get(Accounts.TOTAL);
    }

    /** What came at one instant must show groups whole. */
    private void checkSum() {
        long sum = atoms.values().stream()
                .mapToLong(shown -> (Long) shown.value.get(Accounts.BANK))
                .sum();
        if (sum != 0) {
            log.add("wrong " + name + " shows part of a group: " + sum);
        }
    }
}
