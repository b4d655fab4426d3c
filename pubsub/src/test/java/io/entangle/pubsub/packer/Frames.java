package io.entangle.pubsub.packer;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.merge.Conflict;
import io.entangle.merge.Siblings;
import io.entangle.merge.WholeLists;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.testing.Docs;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random frames of every kind. */
final class Frames {
    private Frames() {}

    static Frame random(Random random) {
        return switch (random.nextInt(23)) {
            case 0 ->
                new Frame.Hello(
                        random.nextInt(9),
                        "client " + random.nextInt(),
                        new SiteId(random.nextLong()),
                        random.nextBoolean() ? "tok.en" : null);
            case 1 ->
                new Frame.Welcome(
                        1,
                        number(random),
                        random.nextInt(1 << 30),
                        "memory",
                        random.nextBoolean() ? "ada" : null,
                        number(random),
                        Docs.random(random, 5));
            case 20, 21 -> ofChannels(random);
            case 22 -> random.nextBoolean() ? new Frame.Refresh("tok.en") : new Frame.Refreshed(number(random));
            case 2 ->
                new Frame.Subscribe("atom", new ToAuthority.Subscribe(null, number(random), Delivery.EVERY_VERSION));
            case 3 ->
                new Frame.Subscribe(
                        "a/b:c",
                        new ToAuthority.Subscribe(
                                version(random), number(random), new Delivery(false, random.nextInt(2000))));
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
                                outcomes(random),
                                delta(random)));
            case 9, 10 ->
                new Frame.Told(
                        handle(random),
                        new ToReplica.Update(number(random), number(random), stamp(random), delta(random)));
            case 11 -> new Frame.Told(handle(random), accepted(random));
            case 12 -> new Frame.Told(handle(random), refused(random));
            case 13 -> new Frame.Told(handle(random), new ToReplica.Head(version(random), random.nextLong()));
            case 14 -> new Frame.Told(handle(random), new ToReplica.OutOfSequence(number(random)));
            case 15 ->
                new Frame.Failure(
                        ErrorCode.values()[random.nextInt(ErrorCode.values().length)],
                        random.nextBoolean() ? "atom" : null,
                        "mess\u00e4ge \ud83d\ude00 \"quoted\"\n",
                        random.nextInt(2) * number(random));
            case 16 -> new Frame.Told(handle(random), new ToReplica.FellBehind(number(random), number(random)));
            case 17 -> new Frame.Told(handle(random), new ToReplica.Unresolved(siblings(random)));
            case 18 ->
                new Frame.Batch(Stream.generate(() -> random(random))
                        .filter(frame -> !(frame instanceof Frame.Batch))
                        .limit(random.nextInt(4))
                        .toList());
            default -> random.nextBoolean() ? new Frame.Ping() : new Frame.Pong();
        };
    }

    private static Frame ofChannels(Random random) {
        Doc data = Docs.random(random, 8);
        Frame.Place place = random.nextBoolean() ? null : new Frame.Place(random.nextLong(), number(random));
        ErrorCode code = random.nextBoolean() ? null : ErrorCode.FAILED;
        return switch (random.nextInt(11)) {
            case 0 -> new Frame.Join("room:1", place, random.nextInt(9), random.nextBoolean() ? data : null);
            case 1 -> new Frame.Leave("room:1");
            case 2 -> new Frame.Joined(handle(random), "@me", new Frame.Place(random.nextLong(), number(random)));
            case 3 -> new Frame.Left("room:1", ErrorCode.REVOKED, "not any more");
            case 4 ->
                new Frame.Send(
                        number(random), random.nextBoolean() ? "room:1" : null, "chat/say", data, random.nextBoolean());
            case 5 -> new Frame.Answer(number(random), number(random), random.nextBoolean() ? "can't" : null, data);
            case 6 -> new Frame.Taken(number(random), number(random));
            case 7 ->
                new Frame.Published(
                        handle(random), number(random), "chat/said", data, random.nextBoolean() ? "ada" : null);
            case 8 -> new Frame.Request(handle(random), number(random), "are/there", data, number(random));
            case 9 -> new Frame.Reply(handle(random), number(random), number(random), code, data);
            default -> new Frame.Missed(handle(random), number(random));
        };
    }

    private static Frame write(Random random) {
        Doc before = Docs.random(random, 20);
        Doc after = Docs.mutate(random, before);
        HybridTimestamp written = new HybridTimestamp(random.nextInt(1 << 30), random.nextInt(1 << 16), new SiteId(0));
        return new Frame.Write(
                handle(random),
                new ToAuthority.Write(number(random), number(random), written, intent(random, before, after)));
    }

    private static Intent intent(Random random, Doc before, Doc after) {
        Delta delta = WholeLists.of(Delta.diff(before, after), after);
        return switch (random.nextInt(6)) {
            case 0 -> new Intent.Increment(Path.of("a/b", "c~"), random.nextInt());
            case 1 -> new Intent.Increment(Path.ROOT, random.nextDouble());
            case 2 -> new Intent.Call("name " + random.nextInt(), after);
            case 3 ->
                new Intent.Undo(
                        delta, new HybridTimestamp(random.nextLong() >>> 16, random.nextInt(1 << 16), new SiteId(0)));
            default -> new Intent.Edits(delta);
        };
    }

    private static ToReplica.Accepted accepted(Random random) {
        List<Conflict> conflicts = Stream.generate(() -> new Conflict(
                        Path.of("p", random.nextInt(3)),
                        value(random),
                        value(random),
                        value(random),
                        value(random),
                        "last-write-wins",
                        stamp(random),
                        stamp(random)))
                .limit(random.nextInt(3))
                .toList();
        Doc answer = random.nextBoolean() ? Docs.random(random, 5) : null;
        return new ToReplica.Accepted(number(random), number(random), conflicts, answer);
    }

    private static Object value(Random random) {
        Doc doc = Docs.random(random, 5);
        return doc.isContainer() ? doc : doc.value();
    }

    private static Siblings siblings(Random random) {
        Doc all = Doc.of();
        for (int i = 0; i < random.nextInt(3); i++) {
            Doc sibling = Doc.of("version", number(random), "ms", random.nextInt(1 << 30), "counter", 1);
            sibling = sibling.with("site", new SiteId(random.nextLong()).toString());
            all = all.with("/p/" + i, Doc.list(random.nextBoolean() ? sibling : sibling.with("value", value(random))));
        }
        return Siblings.of(all);
    }

    private static ToReplica snapshot(Random random) {
        return new ToReplica.Snapshot(
                random.nextBoolean(),
                version(random),
                stamp(random),
                number(random),
                outcomes(random),
                Docs.random(random, 40));
    }

    private static Delta delta(Random random) {
        Doc before = Docs.random(random, 20);
        return Delta.diff(before, Docs.mutate(random, before));
    }

    private static List<ToReplica.Outcome> outcomes(Random random) {
        return Stream.<ToReplica.Outcome>generate(() -> random.nextBoolean() ? refused(random) : accepted(random))
                .limit(random.nextInt(3))
                .toList();
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
