package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.pubsub.channel.ChannelOptions;
import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubOptions;
import io.entangle.pubsub.hub.Hubs;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.transport.Transport;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Events between a hub and its clients: the same scenarios over each transport; nothing is lost or repeated. */
@ParameterizedClass
@EnumSource(Transport.class)
final class ChannelConformanceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    record Question(int a, int b) {}

    record Answer(int sum) {}

    private final Transport transport;
    private final HubAndClients all;

    ChannelConformanceIT(Transport transport) {
        this.transport = transport;
        this.all = new HubAndClients(
                builder -> builder.channels(ChannelOptions.DEFAULT.withGrace(Duration.ofMillis(200)))
                        .options(HubOptions.DEFAULT.withHeartbeat(Duration.ofSeconds(25), Duration.ofSeconds(1))),
                HubAndClients.QUICK.withTransports(transport));
    }

    @AfterEach
    void close() {
        all.close();
    }

    private static ErrorCode failure(Future<?> future) {
        try {
            done(future);
            throw new AssertionError("it succeeded");
        } catch (CompletionException e) {
            return ((EntangleException) e.getCause()).code();
        }
    }

    private static List<Long> numbers(List<Doc> told) {
        return told.stream().map(doc -> (Long) doc.get("n")).toList();
    }

    private static List<Long> upTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(n -> (long) n).toList();
    }

    @Test
    void request_typed_isAnswered() {
        all.hub
                .channels()
                .events()
                .onRequest(
                        "math/add",
                        AtomType.of(Question.class),
                        AtomType.of(Answer.class),
                        (question, from) -> Future.succeededFuture(new Answer(question.a() + question.b())));

        Doc reply = done(all.client()
                .channels()
                .request(Event.of("math/add", AtomType.of(Question.class), new Question(2, 3)), PATIENCE));

        assertThat(AtomType.of(Answer.class).decode(reply)).isEqualTo(new Answer(5));
    }

    /** Messages that come in many pieces, one behind the other. */
    @Test
    void request_manyLargeOnes_areAnsweredWithAsMuch() {
        all.hub.channels().events().onRequest("large/echo", message -> Future.succeededFuture(message.data()));
        ChannelClient channels = all.client().channels();
        List<Doc> sent = IntStream.rangeClosed(1, 40)
                .mapToObj(n -> Doc.of("n", n, "text", "0123456789\u00e4\u20ac".repeat(n * 300)))
                .toList();

        List<Future<Doc>> replies = sent.stream()
                .map(doc -> channels.request(Event.of("large/echo", doc), PATIENCE))
                .toList();

        assertThat(replies).map(HubAndClients::done).isEqualTo(sent);
    }

    @Test
    void request_nobodyHandlesOrHandlerFails_failsWithCodeAndReason() {
        ChannelClient channels = all.client().channels();
        all.hub.channels().events().on("bad/one", message -> {
            throw new IllegalStateException("no such luck");
        });

        assertThat(failure(channels.request(Event.of("un/known"), PATIENCE))).isEqualTo(ErrorCode.UNKNOWN_EVENT);
        assertThat(failure(channels.send(Event.of("un/known")))).isEqualTo(ErrorCode.UNKNOWN_EVENT);
        assertThatThrownBy(() -> done(channels.request(Event.of("bad/one"), PATIENCE)))
                .hasRootCauseMessage("no such luck");
    }

    @Test
    void request_noReplyInTime_failsAndTheNextOneIsAnswered() {
        Promise<Doc> never = Promise.promise();
        all.hub.channels().events().onRequest("slow/one", message -> never.future());
        all.hub.channels().events().onRequest("fast/one", message -> Future.succeededFuture(Doc.from("here")));
        ChannelClient channels = all.client().channels();

        assertThat(failure(channels.request(Event.of("slow/one"), Duration.ofMillis(50))))
                .isEqualTo(ErrorCode.NO_REPLY);
        never.complete(Doc.of());
        assertThat(done(channels.request(Event.of("fast/one"), PATIENCE))).isEqualTo(Doc.from("here"));
    }

    @Test
    void hubRequest_toClient_isAnsweredOrFails() {
        List<String> clients = new CopyOnWriteArrayList<>();
        all.hub.channels().events().on("i/am", message -> clients.add(message.client()));
        ChannelClient channels = all.client().channels();
        channels.events().onRequest("are/there", message -> Future.succeededFuture(Doc.from("yes")));
        channels.events().onRequest("not/now", message -> Future.failedFuture("busy"));
        done(channels.send(Event.of("i/am")));

        assertThat(done(all.hub.channels().request(clients.get(0), Event.of("are/there"), PATIENCE)))
                .isEqualTo(Doc.from("yes"));
        assertThatThrownBy(() -> done(all.hub.channels().request(clients.get(0), Event.of("not/now"), PATIENCE)))
                .hasRootCauseMessage("busy");
        assertThat(failure(all.hub.channels().request("nobody", Event.of("are/there"), PATIENCE)))
                .isEqualTo(ErrorCode.NOT_CONNECTED);
        channels.events().onRequest("hang/on", message -> Promise.<Doc>promise().future());
        assertThat(failure(all.hub.channels().request(clients.get(0), Event.of("hang/on"), Duration.ofMillis(50))))
                .isEqualTo(ErrorCode.NO_REPLY);
    }

    @Test
    void send_manyThroughBreaks_areHandledInOrderEachOnce() {
        List<Doc> handled = new CopyOnWriteArrayList<>();
        all.hub.channels().events().on("count/up", message -> handled.add(message.data()));
        ChannelClient channels = all.client().channels();

        for (int n = 1; n <= 300; n++) {
            channels.send(Event.of("count/up", Doc.of("n", n)));
            if (n % 100 == 0) {
                all.offline();
                all.online();
            }
        }

        until(() -> handled.size() >= 300);
        assertThat(numbers(handled)).isEqualTo(upTo(300));
    }

    @Test
    void publish_membersAwayForAWhile_getAllInOrderOnce() {
        List<Doc> told = new CopyOnWriteArrayList<>();
        HubClient client = all.client();
        JoinedChannel room = client.channels().join("room:1", message -> told.add(message.data()));
        done(room.joined());

        for (int n = 1; n <= 200; n++) {
            all.hub.channels().publish("room:1", Event.of("count/up", Doc.of("n", n)));
            if (n == 50 || n == 120) {
                client.reconnect();
            }
        }

        until(() -> told.size() >= 200);
        assertThat(numbers(told)).isEqualTo(upTo(200));
    }

    @Test
    void publish_moreThanIsKeptWhileAway_isToldAsMissed() {
        List<Doc> told = new CopyOnWriteArrayList<>();
        List<MissedEvents> missed = new CopyOnWriteArrayList<>();
        all.hub.channels().configure("small:", ChannelOptions.DEFAULT.withHistory(10, Duration.ofMinutes(1)));
        HubClient client = all.client();
        client.channels().onMissed(missed::add);
        done(client.channels()
                .join("small:1", message -> told.add(message.data()))
                .joined());
        all.offline();

        for (int n = 1; n <= 30; n++) {
            done(all.hub.channels().publish("small:1", Event.of("count/up", Doc.of("n", n))));
        }
        all.online();

        until(() -> !missed.isEmpty());
        done(all.hub.channels().publish("small:1", Event.of("count/up", Doc.of("n", 31))));
        until(() -> !told.isEmpty());
        assertThat(missed).containsExactly(new MissedEvents("small:1", 30));
        assertThat(numbers(told)).containsExactly(31L);
    }

    @Test
    void join_withLast_beginsWithHistory() {
        for (int n = 1; n <= 5; n++) {
            done(all.hub.channels().publish("room:1", Event.of("count/up", Doc.of("n", n))));
        }
        List<Doc> told = new CopyOnWriteArrayList<>();

        all.client().channels().join("room:1", JoinOptions.DEFAULT.withLast(3), message -> told.add(message.data()));

        until(() -> told.size() == 3);
        assertThat(numbers(told)).containsExactly(3L, 4L, 5L);
        assertThat(done(all.hub.channels().history("room:1", 2)).stream().map(Event::data))
                .containsExactly(Doc.of("n", 4), Doc.of("n", 5));
    }

    @Test
    void publish_byClient_reachesAllMembersWithItsName() {
        List<HubMessage> told = new CopyOnWriteArrayList<>();
        done(all.client().channels().join("room:1", told::add).joined());
        JoinedChannel mine = all.client().channels().join("room:1", told::add);
        done(mine.joined());

        done(mine.publish(Event.of("chat/say", Doc.of("text", "hello"))));

        until(() -> told.size() == 2);
        assertThat(told).allSatisfy(message -> {
            assertThat(message.data()).isEqualTo(Doc.of("text", "hello"));
            assertThat(message.from()).startsWith("jvm-");
            assertThat(message.channel()).isEqualTo("room:1");
        });
    }

    @Test
    void onPublish_refusing_isToldToThePublisherAlone() {
        all.hub.channels().onPublish((channel, message) -> Future.failedFuture("mind your language"));
        List<HubMessage> told = new CopyOnWriteArrayList<>();
        JoinedChannel room = all.client().channels().join("room:1", told::add);

        assertThatThrownBy(() -> done(room.publish(Event.of("chat/say")))).hasRootCauseMessage("mind your language");
        assertThat(told).isEmpty();
    }

    @Test
    void broadcast_everybody_hearsItInOrderWithWhatIsForThem() {
        List<Doc> told = new CopyOnWriteArrayList<>();
        List<String> clients = new CopyOnWriteArrayList<>();
        all.hub.channels().events().on("i/am", message -> clients.add(message.client()));
        ChannelClient channels = all.client().channels();
        channels.events().on("count/up", message -> told.add(message.data()));
        done(channels.send(Event.of("i/am")));

        for (int n = 1; n <= 100; n++) {
            Event event = Event.of("count/up", Doc.of("n", n));
            if (ThreadLocalRandom.current().nextBoolean()) {
                all.hub.channels().broadcast(event);
            } else {
                all.hub.channels().sendToClient(clients.get(0), event);
            }
        }

        until(() -> told.size() >= 100);
        assertThat(numbers(told)).isEqualTo(upTo(100));
    }

    @Test
    void presence_comingAndGoing_isAnAtom() {
        HubClient watching = all.client();
        HubClient client = all.client();
        JoinedChannel room = client.channels()
                .join("room:1", JoinOptions.DEFAULT.withPresence(Doc.of("mood", "fine")), message -> {});
        done(room.joined());
        Replica<Doc> presence = watching.replica("@presence/room:1");

        until(() -> presence.get().size() == 1);
        String name = presence.get().map().keySet().iterator().next();
        assertThat(presence.get().get(Path.of(name, "shown", "mood"))).isEqualTo("fine");
        room.present(Doc.of("mood", "tired"));
        until(() -> "tired".equals(presence.get().get(Path.of(name, "shown", "mood"))));
        client.reconnect();
        all.hub.channels().publish("room:1", Event.of("a/b"));
        client.close();
        until(() -> presence.get().size() == 0);
    }

    @Test
    void send_moreThanMayWait_failsAndLosesNothing() {
        HubClient client =
                HubClient.connect(all.vertx, "ws://127.0.0.1:1/entangle", HubAndClients.QUICK.withMaxQueuedEvents(2));
        ChannelClient channels = client.channels();
        channels.send(Event.of("a/b"));
        Future<Void> second = channels.send(Event.of("a/b"));

        assertThat(failure(channels.send(Event.of("a/b")))).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(second.isComplete()).isFalse();
        client.close();
        assertThat(failure(second)).isEqualTo(ErrorCode.UNREACHABLE);
    }

    @Test
    void push_awayBeyondTheGrace_isDeliveredOnReturn() {
        List<Doc> told = new CopyOnWriteArrayList<>();
        Proxy proxy = new Proxy(all.vertx, all.hub.port(), Proxy.Habit.PASS);
        HubClient watching = all.client();
        HubClient client = all.client(proxy.port(), all.options);
        JoinedChannel room = client.channels()
                .join("room:1", JoinOptions.DEFAULT.withPresence(Doc.of()), message -> told.add(message.data()));
        done(room.joined());
        Replica<Doc> present = watching.replica("@presence/room:1");
        until(() -> present.get().size() == 1);

        proxy.become(Proxy.Habit.CLOSE);
        proxy.cut();
        until(() -> present.get().size() == 0);
        for (int n = 1; n <= 20; n++) {
            done(all.hub.channels().publish("room:1", Event.of("count/up", Doc.of("n", n))));
        }
        proxy.become(Proxy.Habit.PASS);

        until(() -> told.size() == 20);
        assertThat(numbers(told)).isEqualTo(upTo(20));
        until(() -> present.get().size() == 1);
    }

    @Test
    void slowRouter_manyEvents_handlesOneAfterTheOther() {
        List<Doc> handled = new CopyOnWriteArrayList<>();
        int[] running = {0, 0};
        all.hub.channels().events().onRequest("count/up", message -> {
            running[1] = Math.max(running[1], ++running[0]);
            Promise<Doc> slow = Promise.promise();
            all.vertx.setTimer(2, now -> {
                handled.add(message.data());
                running[0]--;
                slow.complete(Doc.of());
            });
            return slow.future();
        });
        ChannelClient channels = all.client().channels();

        for (int n = 1; n <= 400; n++) {
            channels.send(Event.of("count/up", Doc.of("n", n)));
        }

        until(() -> handled.size() == 400);
        assertThat(numbers(handled)).isEqualTo(upTo(400));
        assertThat(running[1]).isEqualTo(1);
    }

    @Test
    void fastSender_moreThanTheClientQueues_failsTheRestAndHandlesTheOthersOnce() {
        List<Doc> handled = new CopyOnWriteArrayList<>();
        all.hub.channels().events().on("count/up", message -> handled.add(message.data()));
        ChannelClient channels =
                all.client(all.hub.port(), all.options.withMaxQueuedEvents(50)).channels();
        List<Future<Void>> sent = IntStream.rangeClosed(1, 5_000)
                .mapToObj(n -> channels.send(Event.of("count/up", Doc.of("n", n))))
                .toList();

        until(() -> sent.stream().allMatch(Future::isComplete));
        List<Long> succeeded = IntStream.rangeClosed(1, 5_000)
                .filter(n -> sent.get(n - 1).succeeded())
                .mapToObj(n -> (long) n)
                .toList();
        assertThat(numbers(handled)).isEqualTo(succeeded);
        assertThat(succeeded).hasSizeGreaterThanOrEqualTo(50);
    }

    @Test
    void resume_onEachOtherTransport_goesOnWhereItWas() {
        List<Long> told = new CopyOnWriteArrayList<>();
        Proxy proxy = new Proxy(all.vertx, all.hub.port(), Proxy.Habit.PASS);
        Transport[] order = Stream.concat(Stream.of(transport), Stream.of(Transport.values()))
                .distinct()
                .toArray(Transport[]::new);
        HubClient client = all.client(
                proxy.port(),
                all.options
                        .withTransports(order)
                        .withConnectTimeout(Duration.ofMillis(400))
                        .withClimbAfter(Duration.ofHours(1)));
        done(client.channels()
                .join("room:1", message -> told.add((Long) message.data().get("n")))
                .joined());
        assertThat(client.transport()).isEqualTo(transport.wireName());
        long n = 0;
        for (int change = 0; change < 2; change++) {
            String before = String.valueOf(client.transport());
            proxy.block(before);
            while (client.transport() == null || before.equals(client.transport())) {
                done(all.hub.channels().publish("room:1", Event.of("count/up", Doc.of("n", ++n))));
                done(all.vertx.timer(5, TimeUnit.MILLISECONDS)); // no more than is kept for who is away
            }
        }

        done(all.hub.channels().publish("room:1", Event.of("count/up", Doc.of("n", ++n))));
        long last = n;
        until(() -> told.size() >= last);
        assertThat(told).isEqualTo(upTo((int) last));
    }

    @Test
    void serverRestart_orderly_eventsBeforeAndAfterAreHandledOnce() {
        List<Doc> handled = new CopyOnWriteArrayList<>();
        Hub first = Hubs.builder(all.vertx).listen(0);
        int port = first.port();
        first.channels().events().on("count/up", message -> handled.add(message.data()));
        HubClient client = all.client(port, all.options);
        List<Future<Void>> sent = new ArrayList<>();
        for (int n = 1; n <= 100; n++) {
            sent.add(client.channels().send(Event.of("count/up", Doc.of("n", n))));
        }
        until(() -> !handled.isEmpty());

        first.close();
        Hub second = Hubs.builder(all.vertx).build();
        second.channels().events().on("count/up", message -> handled.add(message.data()));
        done(second.start(port));
        for (int n = 101; n <= 200; n++) {
            sent.add(client.channels().send(Event.of("count/up", Doc.of("n", n))));
        }

        until(() -> sent.stream().allMatch(Future::isComplete));
        assertThat(sent).allMatch(Future::succeeded);
        assertThat(numbers(handled)).isEqualTo(upTo(200));
        second.close();
    }
}
