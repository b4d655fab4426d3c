package io.entangle.pubsub.kill;

import io.entangle.atom.Version;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.delta.Delta;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes over the bare protocol, many at a time without waiting for answers, in a process of its own. What it is about to
 * send and what it is answered stands in its log, which is forced to the disk before anything is sent.
 */
final class PipeliningWriter implements HubConnection.Peer {
    private static final int TICK_MS = 20;
    private static final int WINDOW = 256;
    private static final int GROUPS_OF_HUNDRED = 2;

    /** One write to one atom. */
    private static final class Member {
        private final Lane lane;
        private final ToAuthority.Write write;
        private Sent sent;

        Member(Lane lane, ToAuthority.Write write) {
            this.lane = lane;
            this.write = write;
        }

        long sequence() {
            return write.sequence();
        }
    }

    /** What is sent at once, as a group if there are two of them, until all are answered. */
    private static final class Sent {
        private final List<Member> members;
        private int unanswered;
        private boolean isRefused;
        private boolean isGivenUp;

        Sent(List<Member> members) {
            this.members = members;
            this.unanswered = members.size();
            members.forEach(member -> member.sent = this);
        }
    }

    /** An atom, as the writer knows it. */
    private static final class Lane {
        private final String atom;
        private final Deque<Member> unanswered = new ArrayDeque<>();
        private @Nullable Version known;
        private int handle;
        private long nextSequence = 1;

        Lane(String atom) {
            this.atom = atom;
        }

        long firstSequence() {
            return unanswered.isEmpty() ? nextSequence : unanswered.getFirst().sequence();
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final String name;
    private final int number;
    private final long perSecond;
    private final LineLog log;
    private final Random random;
    private final HybridClock clock;
    private final HubConnection connection;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Deque<Sent> pending = new ArrayDeque<>();
    private int subscribed;
    private long amounts;
    private boolean stopping;
    private long lastMs;

    private PipeliningWriter(int port, int number, long seed, long perSecond, Path log) throws IOException {
        this.name = "w" + number;
        this.number = number;
        this.perSecond = perSecond;
        this.log = new LineLog(log);
        this.random = new Random(seed);
        SiteId site = new SiteId(random.nextLong());
        this.clock = new HybridClock(TimeSource.SYSTEM, site);
        Accounts.ALL.forEach(atom -> lanes.put(atom, new Lane(atom)));
        this.connection = new HubConnection(vertx, port, name, site, this);
    }

    /** With the port, the number of the writer, a seed, how many writes a second, and the log. */
    public static void main(String[] arguments) throws IOException {
        PipeliningWriter writer = new PipeliningWriter(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                Path.of(arguments[4]));
        writer.log.add("client " + writer.name + " " + writer.name);
        writer.log.force();
        writer.connection.open();
        writer.connection.run(() -> writer.vertx.setPeriodic(TICK_MS, tick -> writer.tick()));
        Commands.awaitStop();
        writer.connection.run(() -> writer.stopping = true);
    }

    @Override
    public List<Frame.Subscribe> subscriptions() {
        subscribed = 0;
        Delivery seldom = new Delivery(false, 20);
        return lanes.values().stream()
                .map(lane -> new Frame.Subscribe(
                        lane.atom, new ToAuthority.Subscribe(lane.known, lane.firstSequence(), seldom)))
                .toList();
    }

    @Override
    public void received(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame instanceof Frame.Subscribed answer) {
                subscribed(answer);
            } else if (frame instanceof Frame.Told event) {
                lanes.values().stream()
                        .filter(lane -> lane.handle == event.handle())
                        .forEach(lane -> received(lane, event.message()));
            }
        }
    }

    private void received(Lane lane, ToReplica message) {
        if (message instanceof ToReplica.Outcome outcome) {
            answered(lane, outcome.sequence(), outcome);
        } else if (message instanceof ToReplica.Update update && lane.known != null) {
            lane.known = lane.known.withNumber(update.to());
        } else if (message instanceof ToReplica.OutOfSequence) {
            log.add("again " + name + " " + lane.atom);
            connection.reopen();
        }
    }

    private void subscribed(Frame.Subscribed answer) {
        Lane lane = lanes.get(answer.atom());
        lane.handle = answer.handle();
        if (answer.opening() instanceof ToReplica.Snapshot snapshot) {
            if (lane.known != null && lane.known.epoch() != snapshot.version().epoch()) {
                log.add("epoch " + name + " " + lane.atom + " " + lane.known + " " + snapshot.version());
            }
            lane.known = snapshot.version();
            processed(lane, snapshot.written(), snapshot.outcomes());
        } else if (answer.opening() instanceof ToReplica.Resumed resumed) {
            lane.known = resumed.from().withNumber(resumed.to());
            processed(lane, resumed.written(), resumed.outcomes());
        }
        subscribed++;
        if (ready()) {
            giveUpParts();
            pending.forEach(this::send);
        }
    }

    /**
     * Of a group that was refused, the hub remembers only the one part, if it kept a later write to that atom and died. The
     * other part was refused with it, and is left out when its turn comes.
     */
    private void giveUpParts() {
        for (Sent sent : pending) {
            if (sent.unanswered != 0 && sent.unanswered != sent.members.size()) {
                sent.isGivenUp = true;
                if (!sent.isRefused) {
                    log.add("torn " + name + " a part of a group took effect");
                }
            }
        }
        lanes.values().forEach(this::leaveOut);
    }

    private void leaveOut(Lane lane) {
        for (Member first = lane.unanswered.peekFirst();
                first != null && first.sent.isGivenUp;
                first = lane.unanswered.peekFirst()) {
            done(first, "refused", "part");
        }
    }

    /** What the hub says it has processed: more is to be said of some, the others have taken effect. */
    private void processed(Lane lane, long written, List<ToReplica.Outcome> outcomes) {
        while (!lane.unanswered.isEmpty() && lane.firstSequence() <= written) {
            long sequence = lane.firstSequence();
            answered(
                    lane,
                    sequence,
                    outcomes.stream()
                            .filter(outcome -> outcome.sequence() == sequence)
                            .findFirst()
                            .orElse(null));
        }
    }

    private void answered(Lane lane, long sequence, ToReplica.@Nullable Outcome outcome) {
        Member first = lane.unanswered.peekFirst();
        if (sequence < lane.firstSequence()) {
            return; // it was sent again before the first answer came, which was to the one sent before
        }
        if (first == null || first.sequence() != sequence) {
            log.add("stray " + name + " " + lane.atom + " " + sequence + " and not " + lane.firstSequence());
            return;
        }
        if (outcome instanceof ToReplica.Accepted accepted) {
            done(first, "acked", String.valueOf(accepted.version()));
        } else if (outcome instanceof ToReplica.Refused refused) {
            first.sent.isRefused = true;
            done(first, "refused", refused.code().wireName());
        } else {
            done(first, "taken", "");
        }
        leaveOut(lane);
    }

    private void done(Member first, String word, String more) {
        first.lane.unanswered.removeFirst();
        log.add(word + " " + name + " " + first.lane.atom + " " + first.sequence() + " " + more);
        first.sent.unanswered--;
        while (!pending.isEmpty() && pending.getFirst().unanswered == 0) {
            pending.removeFirst();
        }
    }

    private void tick() {
        long now = TimeSource.SYSTEM.millis();
        long due = lastMs == 0 ? 0 : Math.min(WINDOW, Math.max(0, now - lastMs) * perSecond / 1_000);
        if (due > 0 || lastMs == 0) {
            lastMs = now;
        }
        List<Sent> fresh = new ArrayList<>();
        while (!stopping && connection.isOpen() && ready() && fresh.size() < due && pending.size() < WINDOW) {
            Sent sent = next();
            pending.add(sent);
            fresh.add(sent);
        }
        log.force();
        fresh.forEach(this::send);
        if (stopping && pending.isEmpty()) {
            System.out.println("done");
            Runtime.getRuntime().halt(0);
        }
    }

    private boolean ready() {
        return subscribed == lanes.size();
    }

    private void send(Sent sent) {
        if (sent.unanswered == 0 || sent.isGivenUp) {
            return;
        }
        List<Frame> frames = new ArrayList<>();
        sent.members.forEach(member -> frames.add(new Frame.Write(member.lane.handle, member.write)));
        connection.send(frames.size() == 1 ? frames.get(0) : new Frame.Batch(frames));
    }

    private Sent next() {
        List<Lane> all = List.copyOf(lanes.values());
        int choice = random.nextInt(100);
        if (choice < GROUPS_OF_HUNDRED) {
            amounts++;
            long amount = amounts * 16 + number;
            return new Sent(all.stream()
                    .map(lane -> write(
                            lane,
                            "group " + Accounts.share(lane.atom, amount),
                            edit(lane, Accounts.BANK, Accounts.share(lane.atom, amount))))
                    .toList());
        }
        Lane lane = all.get(random.nextInt(all.size()));
        if (choice < 40) {
            Intent mine = new Intent.Increment(io.entangle.value.Path.of(Accounts.COUNTS, name), 1);
            return new Sent(List.of(write(lane, "count", mine)));
        }
        if (choice < 60) {
            Intent everybodys = new Intent.Increment(io.entangle.value.Path.of(Accounts.TOTAL), 1);
            return new Sent(List.of(write(lane, "total", everybodys)));
        }
        // One edit in eight may meet others'.
        int field = choice < 65 ? random.nextInt(Accounts.SHARED_FIELDS) : Accounts.SHARED_FIELDS + number;
        Doc shared = Doc.of(Accounts.shared(field), name + "-" + lane.nextSequence);
        return new Sent(List.of(write(lane, "edit", edit(lane, Accounts.SHARED, shared))));
    }

    /** Notes which edit of the writer's was the last, and puts something else. */
    private Intent edit(Lane lane, String field, Object put) {
        Object before = put instanceof Doc ? Doc.of() : "";
        return new Intent.Edits(Delta.diff(
                Doc.of(Accounts.LAST, Doc.of(), field, before),
                Doc.of(Accounts.LAST, Doc.of(name, lane.nextSequence), field, put)));
    }

    private Member write(Lane lane, String what, Intent intent) {
        long seen = lane.known == null ? 0 : lane.known.number();
        Member member = new Member(lane, new ToAuthority.Write(lane.nextSequence, seen, clock.now(), intent));
        log.add("sent " + name + " " + lane.atom + " " + lane.nextSequence + " " + what);
        lane.unanswered.add(member);
        lane.nextSequence++;
        return member;
    }
}
