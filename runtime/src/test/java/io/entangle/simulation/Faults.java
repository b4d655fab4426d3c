package io.entangle.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What goes wrong in one run: a random part of all faults, each as often as the seed says. */
final class Faults {
    /** What becomes of a message on a transport that loses messages. */
    enum Fate {
        ARRIVES,
        LOST,
        REPEATED,
        LATE
    }

    /** Of a year, in milliseconds. */
    private static final long YEAR_MS = 31_556_952_000L;

    private final Simulation world;
    private final SplittableRandom random;
    private final Set<Fault> on = EnumSet.noneOf(Fault.class);
    private final long everyMs;
    private final int latencyMs;
    private boolean over;
    private long injected;
    /** Of what goes wrong between hubs alone. */
    private @Nullable SplittableRandom amongHubs;

    Faults(Simulation world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        for (Fault fault : Fault.values()) {
            if (!fault.isAmongHubs() && random.nextInt(5) < 2) {
                on.add(fault);
            }
        }
        this.everyMs = 500 + random.nextInt(4_000);
        this.latencyMs = 1 + random.nextInt(random.nextBoolean() ? 20 : 200);
    }

    /** There are two hubs on one journal. */
    void ofSeveralHubs(SplittableRandom more) {
        amongHubs = more;
        for (Fault fault : Fault.values()) {
            if (fault.isAmongHubs() && more.nextInt(2) == 0) {
                on.add(fault);
            }
        }
    }

    /** Which of the hubs something befalls, or a client goes to. */
    SimHub anyHub() {
        return amongHubs == null ? world.hub() : world.hubs.get(amongHubs.nextInt(world.hubs.size()));
    }

    /** The hub that a client opens its next connection to. */
    SimHub nextHub(SimHub before) {
        boolean isWandering = amongHubs != null && has(Fault.WANDER) && amongHubs.nextInt(3) > 0;
        return isWandering || !before.isUp() ? anyHub() : before;
    }

    boolean isHintLost() {
        return amongHubs != null && !over && has(Fault.HINT_LOST) && amongHubs.nextInt(2) == 0;
    }

    long hintLatency() {
        return amongHubs == null ? 0 : amongHubs.nextInt(amongHubs.nextInt(8) == 0 ? 500 : 20);
    }

    boolean has(Fault fault) {
        return on.contains(fault);
    }

    long injected() {
        return injected;
    }

    void count() {
        injected++;
    }

    /** A node's clock. */
    SimClock clock() {
        long offset = !has(Fault.SKEW)
                ? random.nextInt(100) - 50
                : switch (random.nextInt(5)) {
                    case 0 -> random.nextLong(-10 * YEAR_MS, 10 * YEAR_MS);
                    case 1 -> random.nextLong(-3_600_000, 3_600_000);
                    case 2 -> random.nextInt(60_000) - 30_000;
                    default -> random.nextInt(3_000) - 1_500;
                };
        double rate = has(Fault.DRIFT) ? 0.95 + random.nextInt(100) / 1_000.0 : 1;
        return new SimClock(world.scheduler, offset, rate);
    }

    /** How long a message is on its way. */
    long latency() {
        long usual = 1 + world.network.nextInt(latencyMs);
        boolean isLate = !over && has(Fault.LATENCY) && world.network.nextInt(20) == 0;
        return isLate ? usual + world.network.nextInt(3_000) : usual;
    }

    Fate fateOfLossyMessage() {
        int die = over ? 9 : world.network.nextInt(8);
        Fate fate = die == 0 || die == 1 ? Fate.LOST : die == 2 ? Fate.REPEATED : die == 3 ? Fate.LATE : Fate.ARRIVES;
        injected += fate == Fate.ARRIVES ? 0 : 1;
        return fate;
    }

    boolean hasLossyTransport() {
        return has(Fault.LOSSY) && random.nextBoolean();
    }

    long slowMs() {
        return has(Fault.SLOW_CONSUMER) && random.nextBoolean() ? 100 + random.nextInt(1_000) : 0;
    }

    /** A write was sent. */
    void afterSending(SimReplica replica, Connection connection, Made made) {
        if (over) {
            return;
        }
        if (has(Fault.CRASH_REPLICA) && random.nextInt(60) == 0) {
            injected++;
            world.scheduler.after(random.nextInt(3 * latencyMs), () -> replica.crash(random));
        } else if (has(Fault.MOVE) && random.nextInt(20) == 0) {
            injected++;
            connection.stall(random.nextInt(10 * latencyMs), 0);
            world.scheduler.after(1, replica::moveOn);
        } else if (has(Fault.CUT_AFTER_WRITE) && random.nextInt(made.kind() == Made.Kind.POISON ? 3 : 15) == 0) {
            injected++;
            world.scheduler.after(random.nextInt(3 * latencyMs), () -> {
                connection.up.cut(connection.up.onTheWay().size(), random.nextInt(200));
                connection.down.cut(0, random.nextInt(100));
            });
        }
    }

    /** A connection was opened. */
    void afterConnecting(SimReplica replica, Connection opened) {
        if (!over && has(Fault.MOVE) && random.nextInt(4) == 0) {
            injected++;
            world.scheduler.after(random.nextInt(3 * latencyMs), () -> {
                if (replica.connection() == opened) {
                    opened.stall(random.nextInt(1_000), random.nextInt(3_000));
                    replica.moveOn();
                }
            });
        }
    }

    /** Whether a replica's disk is told of its whole state now. */
    boolean isStoredNow() {
        return random.nextInt(4) == 0;
    }

    /** How long the hub remembers when fields were written. */
    Duration horizon() {
        return has(Fault.SHORT_HORIZON) && !world.hub().isJournaled()
                ? Duration.ofMillis(1_000 + random.nextInt(9_000))
                : Duration.ofDays(30);
    }

    /** Versions the hub keeps to resume from. */
    int retained() {
        return has(Fault.SHORT_HISTORY) ? 1 + random.nextInt(4) : 8 + random.nextInt(100);
    }

    void begin() {
        world.scheduler.after(1 + random.nextLong(2 * everyMs), this::next);
        if (amongHubs != null) {
            beginAmongHubs(amongHubs);
        }
    }

    private void beginAmongHubs(SplittableRandom more) {
        world.scheduler.after(1 + more.nextLong(4 * everyMs), () -> {
            if (!over) {
                nextAmongHubs(more);
                beginAmongHubs(more);
            }
        });
    }

    private void nextAmongHubs(SplittableRandom more) {
        SimHub hub = anyHub();
        SimTables tables = world.tables();
        if (has(Fault.CUT_OFF) && more.nextInt(2) == 0) {
            injected++;
            world.trace.add(hub.name, "fault", Fault.CUT_OFF);
            hub.cutOff(more.nextInt(8_000));
        } else if (has(Fault.COPY_UNDER_HUBS) && more.nextInt(6) == 0 && tables != null) {
            injected++;
            world.happened(Rare.COPY_UNDER_HUBS);
            world.trace.add(hub.name, "fault", Fault.COPY_UNDER_HUBS);
            tables.restoreUnderHubs();
        }
    }

    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    private void next() {
        if (over) {
            return;
        }
        List<Fault> happening = List.of(
                Fault.CUT,
                Fault.STALL,
                Fault.MOVE,
                Fault.PARTITION,
                Fault.CRASH_REPLICA,
                Fault.CRASH_HUB,
                Fault.PAUSE,
                Fault.STEP_CLOCK,
                Fault.DISK_FULL);
        Fault fault = happening.get(random.nextInt(happening.size()));
        boolean rare = fault == Fault.CRASH_HUB || fault == Fault.CRASH_REPLICA;
        if (has(fault) && (!rare || random.nextInt(3) == 0)) {
            injected++;
            happen(fault);
        }
        world.scheduler.after(1 + random.nextLong(2 * everyMs), this::next);
    }

    private void happen(Fault fault) {
        SimReplica replica = world.replicas.get(random.nextInt(world.replicas.size()));
        Node node = random.nextInt(4) == 0 ? anyHub() : replica;
        Connection connection = replica.connection();
        world.trace.add(node != replica && fault == Fault.PAUSE ? node.name : replica.name, "fault", fault);
        switch (fault) {
            case CUT -> {
                if (connection != null) {
                    connection.cut(random);
                }
            }
            case STALL -> stall(connection);
            case MOVE -> {
                if (connection != null) {
                    connection.stall(random.nextInt(3_000), random.nextInt(3_000));
                    replica.moveOn();
                }
            }
            case PARTITION -> {
                long ms = 500 + random.nextInt(20_000);
                replica.partition(ms);
                if (connection != null) {
                    connection.stall(ms, ms);
                }
            }
            case CRASH_REPLICA -> replica.crash(random);
            case CRASH_HUB -> anyHub().crash(random);
            case DISK_FULL -> fillDisk(random.nextInt(4_000));
            case PAUSE -> node.pause(random.nextInt(random.nextBoolean() ? 1_000 : 60_000));
            default -> node.clock.step(random.nextLong(-7_200_000, 7_200_000) / (1 + random.nextInt(5_000)));
        }
    }

    private void fillDisk(long ms) {
        SimTables tables = world.tables();
        if (tables != null) {
            tables.fill(ms);
        }
    }

    private void stall(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        long ms = 200 + random.nextInt(random.nextBoolean() ? 2_000 : 60_000);
        int which = random.nextInt(3);
        connection.stall(which == 1 ? 0 : ms, which == 2 ? 0 : ms);
    }
}
