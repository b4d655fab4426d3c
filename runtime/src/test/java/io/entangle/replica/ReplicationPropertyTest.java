package io.entangle.replica;

import io.entangle.replica.Tally.Path;
import io.entangle.testing.Laws;
import org.junit.jupiter.api.Test;

/** The laws of replication, over a network that breaks at any message. */
final class ReplicationPropertyTest {
    @Test
    void replicas_connectionsBreak_areEqualInTheEnd() {
        Tally tally = new Tally();

        Laws.check(10_000, random -> {
            LossyNetwork network = new LossyNetwork(random, tally, false);
            for (int events = 20 + random.nextInt(60); events > 0; events--) {
                network.step();
            }
            network.healAndCheck();
        });

        tally.assertHappened(
                100,
                Path.RESUMED,
                Path.SNAPSHOT,
                Path.CONFLATED,
                Path.REFUSED,
                Path.ACCEPTED,
                Path.WRITE_REPEATED,
                Path.OUT_OF_SEQUENCE,
                Path.ZOMBIE_WRITE,
                Path.MESSAGES_LOST,
                Path.CONFLICT,
                Path.MAP_REVIVED,
                Path.ACKNOWLEDGED_NOT_VISIBLE,
                Path.TOO_LARGE);
    }

    @Test
    void replicas_historyIsLost_areEqualInTheEnd() {
        Tally tally = new Tally();

        Laws.check(3_000, random -> {
            LossyNetwork network = new LossyNetwork(random, tally, false);
            for (int events = 40 + random.nextInt(60); events > 0; events--) {
                if (random.nextInt(30) == 0) {
                    network.loseHistory();
                }
                network.step();
            }
            network.healAndCheck();
        });

        tally.assertHappened(100, Path.RESET, Path.WRITE_REPEATED, Path.ZOMBIE_WRITE);
    }

    @Test
    void replicas_updatesAreLostAndRepeated_areEqualInTheEnd() {
        Tally tally = new Tally();

        Laws.check(3_000, random -> {
            LossyNetwork network = new LossyNetwork(random, tally, true);
            for (int events = 20 + random.nextInt(60); events > 0; events--) {
                network.step();
            }
            network.healAndCheck();
        });

        tally.assertHappened(100, Path.UPDATE_MISSED, Path.UPDATE_STALE, Path.RESUMED, Path.SNAPSHOT);
    }
}
