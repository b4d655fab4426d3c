package io.entangle.simulation;

import io.entangle.clock.SiteId;
import io.entangle.simulation.Packet.Down;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Two pipes between a replica's process and the hub. Each side gives it up in its own time. */
final class Connection {
    final Simulation world;
    final SimReplica replica;
    /** The client that opened it: its process may be another by now. */
    final String client;
    /** The site of all writes that come over it. */
    final SiteId site;

    final Pipe up;
    final Pipe down;
    private final boolean lossy;

    /** What the hub keeps for it; null once the hub has given it up. */
    @Nullable
    SimSession session;

    Connection(Simulation world, SimReplica replica, SimHub hub) {
        this.world = world;
        this.replica = replica;
        this.client = replica.client();
        this.site = replica.hybrid().site();
        this.lossy = replica.lossy();
        this.up = new Pipe(world, hub, 0, packet -> hub.received(this, packet), () -> replica.drained(this));
        this.down = new Pipe(
                world, replica, replica.slowMs(), packet -> replica.received(this, packet), () -> hub.drained(this));
    }

    boolean isGivenUpByReplica() {
        return replica.connection() != this;
    }

    /** Sends to the replica, as surely as the transport does. */
    void sendDown(Packet packet) {
        if (!lossy || !(packet instanceof Down message && message.mayBeLost())) {
            down.send(packet);
            return;
        }
        switch (world.faults.fateOfLossyMessage()) {
            case LOST -> world.lost(packet);
            case REPEATED -> {
                down.send(packet);
                down.send(packet);
            }
            case LATE -> {
                long before = down.sent();
                replica.later(1 + world.network.nextInt(3_000), () -> arriveLate(packet, before));
            }
            default -> down.send(packet);
        }
    }

    /** A late packet overtakes none that was sent before it. */
    private void arriveLate(Packet packet, long before) {
        if (down.isCut()) {
            world.lost(packet);
        } else if (down.done() < before) {
            replica.later(100, () -> arriveLate(packet, before));
        } else {
            replica.received(this, packet);
        }
    }

    /** Cuts it at a random message in each direction; the hub may be the last to know. */
    void cut(SplittableRandom random) {
        down.cut(random.nextInt(down.onTheWay().size() + 1), random.nextInt(100));
        up.cut(random.nextInt(up.onTheWay().size() + 1), random.nextInt(random.nextBoolean() ? 100 : 10_000));
    }

    void stall(long upMs, long downMs) {
        up.stall(upMs);
        down.stall(downMs);
    }

    void heal() {
        up.heal();
        down.heal();
    }
}
