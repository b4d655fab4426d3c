package io.entangle.pubsub.packer;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.merge.WholeLists;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.testing.Docs;
import io.entangle.value.Doc;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random frames of every kind. */
final class Frames {
    private Frames() {}

    static Frame random(Random random) {
        return switch (random.nextInt(17)) {
            case 0 -> new Frame.Hello(random.nextInt(9), "client " + random.nextInt(), new SiteId(random.nextLong()));
            case 1 -> new Frame.Welcome(1, number(random), random.nextInt(1 << 30), "memory");
            case 2 -> new Frame.Subscribe("atom", new ToAuthority.Subscribe(null, number(random)));
            case 3 -> new Frame.Subscribe("a/b:c", new ToAuthority.Subscribe(version(random), number(random)));
            case 4 -> new Frame.Unsubscribe(handle(random));
            case 5 -> write(random);
            case 6, 7 -> new Frame.Subscribed(handle(random), "atom", snapshot(random));
            case 8 ->
                new Frame.Subscribed(
                        handle(random),
                        "atom",
                        new ToReplica.Resumed(
                                version(random),
                                number(random),
                                stamp(random),
                                number(random),
                                refusals(random),
                                delta(random)));
            case 9, 10 ->
                new Frame.Event(
                        handle(random),
                        new ToReplica.Update(number(random), number(random), stamp(random), delta(random)));
            case 11 -> new Frame.Event(handle(random), new ToReplica.Accepted(number(random), number(random)));
            case 12 -> new Frame.Event(handle(random), refused(random));
            case 13 -> new Frame.Event(handle(random), new ToReplica.Head(version(random), random.nextLong()));
            case 14 -> new Frame.Event(handle(random), new ToReplica.OutOfSequence(number(random)));
            case 15 ->
                new Frame.Failure(
                        ErrorCode.values()[random.nextInt(ErrorCode.values().length)],
                        random.nextBoolean() ? "atom" : null,
                        "mess\u00e4ge \ud83d\ude00 \"quoted\"\n");
            default -> random.nextBoolean() ? new Frame.Ping() : new Frame.Pong();
        };
    }

    private static Frame write(Random random) {
        Doc before = Docs.random(random, 20);
        Doc after = Docs.mutate(random, before);
        HybridTimestamp written = new HybridTimestamp(random.nextInt(1 << 30), random.nextInt(1 << 16), new SiteId(0));
        return new Frame.Write(
                handle(random),
                new ToAuthority.Write(
                        number(random), number(random), written, WholeLists.of(Delta.diff(before, after), after)));
    }

    private static ToReplica snapshot(Random random) {
        return new ToReplica.Snapshot(
                random.nextBoolean(),
                version(random),
                stamp(random),
                number(random),
                refusals(random),
                Docs.random(random, 40));
    }

    private static Delta delta(Random random) {
        Doc before = Docs.random(random, 20);
        return Delta.diff(before, Docs.mutate(random, before));
    }

    private static List<ToReplica.Refused> refusals(Random random) {
        return Stream.generate(() -> refused(random)).limit(random.nextInt(3)).toList();
    }

    private static ToReplica.Refused refused(Random random) {
        RefusalCode[] codes = RefusalCode.values();
        return new ToReplica.Refused(number(random), codes[random.nextInt(codes.length)], "reason " + random.nextInt());
    }

    private static int handle(Random random) {
        return random.nextInt(1 << 20);
    }

    private static long number(Random random) {
        return random.nextLong() & ((1L << 53) - 1) >> random.nextInt(50);
    }

    private static Version version(Random random) {
        return new Version(random.nextLong(), number(random));
    }

    private static HybridTimestamp stamp(Random random) {
        return new HybridTimestamp(random.nextLong() >>> 16, random.nextInt(1 << 16), new SiteId(random.nextLong()));
    }
}
