package io.entangle.replica;

import io.entangle.value.Doc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Two ordered streams of messages, and what the hub keeps for them; once cut, what was on its way may be lost. */
final class Connection {
    final SimulatedReplica replica;
    final Deque<ToAuthority> up = new ArrayDeque<>();
    final Deque<ToReplica> down = new ArrayDeque<>();
    Authority<Doc>.@Nullable Subscription subscription;
    /** The replica has given it up, but the hub has not noticed and takes what still arrives. */
    private boolean zombie;

    Connection(SimulatedReplica replica) {
        this.replica = replica;
    }

    boolean isZombie() {
        return zombie;
    }

    /** Cuts it at a random place in either stream. Returns how many messages are lost. */
    int cut(Random random) {
        zombie = true;
        int lost = down.size();
        down.clear();
        for (int left = random.nextInt(up.size() + 1); left > 0; left--) {
            up.removeLast();
            lost++;
        }
        return lost;
    }
}
