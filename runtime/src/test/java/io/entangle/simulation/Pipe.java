package io.entangle.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** One direction of a connection: ordered and without loss until it is cut, but it may stall, and be slow. */
final class Pipe {
    private final Simulation world;
    private final Node receiver;
    private final Consumer<Packet> sink;
    private final Runnable drained;
    private final Deque<Packet> onTheWay = new ArrayDeque<>();
    private final long slowMs;
    private long lastArrival;
    private long stalledUntil;
    private long sent;
    private boolean cut;

    Pipe(Simulation world, Node receiver, long slowMs, Consumer<Packet> sink, Runnable drained) {
        this.world = world;
        this.receiver = receiver;
        this.slowMs = slowMs;
        this.sink = sink;
        this.drained = drained;
    }

    Deque<Packet> onTheWay() {
        return onTheWay;
    }

    boolean isWritable() {
        return onTheWay.size() < Simulation.WINDOW;
    }

    void send(Packet packet) {
        if (!cut) {
            add(packet, world.faults.latency());
        }
    }

    boolean isCut() {
        return cut;
    }

    /** {@return how many packets were sent and have arrived or are lost} */
    long done() {
        return sent - onTheWay.size();
    }

    long sent() {
        return sent;
    }

    private void add(Packet packet, long latency) {
        sent++;
        onTheWay.addLast(packet);
        lastArrival = Math.max(lastArrival + (world.faults.isOver() ? 0 : slowMs), world.scheduler.now() + latency);
        world.scheduler.after(lastArrival - world.scheduler.now(), this::arrive);
    }

    private void arrive() {
        long wait = Math.max(stalledUntil - world.scheduler.now(), receiver.pausedFor());
        if (wait > 0) {
            world.scheduler.after(wait, this::arrive);
            return;
        }
        Packet packet = onTheWay.pollFirst();
        if (packet == null) {
            return;
        }
        if (onTheWay.size() == Simulation.WINDOW - 1) {
            world.scheduler.after(1, drained);
        }
        sink.accept(packet);
    }

    void stall(long ms) {
        stalledUntil = Math.max(stalledUntil, world.scheduler.now() + ms);
    }

    /** Whatever is on its way arrives soon. */
    void heal() {
        stalledUntil = 0;
        lastArrival = world.scheduler.now();
        for (int i = onTheWay.size(); i > 0; i--) {
            world.scheduler.after(++lastArrival - world.scheduler.now(), this::arrive);
        }
    }

    /** Only the first packets that are on their way arrive; then the receiver is told, some time later. */
    void cut(int arriving, long toldAfter) {
        while (onTheWay.size() > arriving) {
            world.lost(onTheWay.removeLast());
        }
        if (!cut) {
            cut = true;
            add(new Packet.Closed(), toldAfter);
        }
    }

    /** Only the first packets that are on their way arrive, and the receiver is not told. */
    void vanish(int arriving) {
        cut = true;
        while (onTheWay.size() > arriving) {
            world.lost(onTheWay.removeLast());
        }
    }
}
