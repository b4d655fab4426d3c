package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.pubsub.packer.MessageLimits;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of bad input ends in an error that names the cause, and the atom is as it was. */
final class BadInputIT {
    private static final SiteId SITE = new SiteId(7);
    private static final Doc INITIAL = Doc.of("count", 0, "list", Doc.list(1, 2, 3));

    private Vertx vertx;
    private Hub hub;
    private Atom<Doc> atom;
    private RawClient client;

    record Todo(String text, boolean done) {}

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        hub = Hubs.builder(vertx)
                .options(HubOptions.DEFAULT.withHeartbeat(Duration.ofSeconds(25), Duration.ofMillis(500)))
                .limits(Limits.RELAXED
                        .withMessages(MessageLimits.DEFAULT.withMaxBytes(64 * 1024))
                        .withConnections(ConnectionLimits.NONE.withMaxSubscriptions(2)))
                .listen(0);
        atom = hub.atom("a", INITIAL);
        client = new RawClient(vertx, hub.port());
    }

    @AfterEach
    void close() {
        client.close();
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void hello() throws InterruptedException {
        client.send(new Frame.Hello(1, "raw", SITE));
        assertThat(client.receive()).isInstanceOf(Frame.Welcome.class);
    }

    private int subscribe(String id) throws InterruptedException {
        client.send(new Frame.Subscribe(id, new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
        return ((Frame.Subscribed) client.receive()).handle();
    }

    private Frame.Failure failure(ErrorCode code) throws InterruptedException {
        Frame frame = client.receive();
        assertThat(frame).isInstanceOf(Frame.Failure.class);
        assertThat(((Frame.Failure) frame).code()).isEqualTo(code);
        return (Frame.Failure) frame;
    }

    private void assertUnchanged() {
        assertThat(atom.get()).isEqualTo(INITIAL);
        assertThat(atom.version()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "[]",
                "[\"shout\", 1]",
                "[99]",
                "{\"type\":\"hello\"}",
                "[\"hello\", \"one\", \"c\", \"0000000000000007\"]",
                "[\"hello\", 1]",
                "[\"hello\", 1, \"c\", \"7\"]",
                "[\"hello\", 1, \"c\", \"000000000000000x\"]",
                "[\"hello\", 1, \"c\", \"0000000000000007\"] x",
                "[\"hello\", 99999999999999999999, \"c\", \"0000000000000007\"]",
                "[\"hello\", -1, \"c\", \"0000000000000007\"]",
                "[\"hello\", 1, \"c\", \"0000000000000007\" // comment\n]"
            })
    void receive_noFrame_isMalformed(String text) throws Exception {
        client.sendText(text);

        assertThat(failure(ErrorCode.MALFORMED).message()).contains("malformed frame");
        assertThat(client.closeCode()).isEqualTo(4200);
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0, 1e400]",
                "[0, \"\\ud800\"]",
                "[0, {\"a\":1,\"a\":2}]",
                "[0, 9007199254740993]",
                "[0, {\"a\\u0000b\":1}]",
                "[0, NaN]",
                "[0]",
                "[1]",
                "[2]",
                "[2, \"count\"]",
                "[2, \"count\", 5]",
                "[2, \"count\", [0, 1], \"count\", [0, 2]]",
                "[3, 0]",
                "[3]",
                "[3, [4]]",
                "[3, [1]]",
                "[9, 1]",
                "5"
            })
    void receive_writeOutsideTheDomain_isMalformed(String delta) throws Exception {
        hello();
        int handle = subscribe("a");

        client.sendText("[\"write\", " + handle + ", 1, 0, 1, 0, " + delta + "]");

        assertThat(failure(ErrorCode.MALFORMED).message()).contains("malformed frame");
        assertThat(client.closeCode()).isEqualTo(4200);
        assertUnchanged();
    }

    @Test
    void receive_nestedTooDeep_isMalformed() throws Exception {
        hello();
        int handle = subscribe("a");

        client.sendText(
                "[\"write\", " + handle + ", 1, 0, 1, 0, [0, " + "[".repeat(30_000) + "]".repeat(30_000) + "]]");

        failure(ErrorCode.MALFORMED);
        assertUnchanged();
    }

    @Test
    void receive_bytesOnATextConnection_isMalformed() throws Exception {
        client.sendBytes(Buffer.buffer(new byte[] {1, 2, 3}));

        assertThat(failure(ErrorCode.MALFORMED).message()).contains("JSON text");
    }

    @Test
    void hello_ofAnotherVersion_isRefusedByName() throws Exception {
        client.send(new Frame.Hello(2, "raw", SITE));

        assertThat(failure(ErrorCode.UNSUPPORTED_PROTOCOL).message())
                .contains("version 1")
                .contains("2");
        assertThat(client.closeCode()).isEqualTo(4406);
    }

    @Test
    void hello_missing_isAskedFor() throws Exception {
        client.send(new Frame.Subscribe("a", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));

        assertThat(failure(ErrorCode.HELLO_EXPECTED).message()).contains("subscribe");
    }

    @Test
    void hello_neverSaid_endsTheConnection() throws Exception {
        assertThat(failure(ErrorCode.TIMEOUT).message()).contains("no hello");
        assertThat(client.closeCode()).isEqualTo(4108);
    }

    @Test
    void subscribe_unknownAtom_saysWhich() throws Exception {
        hello();

        client.send(new Frame.Subscribe("nowhere", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));

        Frame.Failure failure = failure(ErrorCode.UNKNOWN_ATOM);
        assertThat(failure.atom()).isEqualTo("nowhere");
        assertThat(failure.message()).contains("nowhere");
        assertThat(subscribe("a")).isPositive();
    }

    @Test
    void subscribe_tooOften_saysTheLimit() throws Exception {
        hub.atom("b", Doc.of());
        hub.atom("c", Doc.of());
        hello();
        subscribe("a");
        subscribe("b");

        client.send(new Frame.Subscribe("c", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));

        assertThat(failure(ErrorCode.TOO_MANY_SUBSCRIPTIONS).message()).contains("2");
    }

    @Test
    void subscribe_versionOfAnotherEpoch_isReset() throws Exception {
        hello();

        client.send(new Frame.Subscribe("a", new ToAuthority.Subscribe(new Version(1, 5), 1, Delivery.LATEST)));

        ToReplica.Snapshot snapshot = (ToReplica.Snapshot) ((Frame.Subscribed) client.receive()).opening();
        assertThat(snapshot.reset()).isTrue();
        assertThat(snapshot.value()).isEqualTo(INITIAL);
    }

    @Test
    void subscribe_versionFromTheFuture_isSnapshot() throws Exception {
        hello();
        client.send(new Frame.Subscribe("a", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
        Version version = ((ToReplica.Snapshot) ((Frame.Subscribed) client.receive()).opening()).version();

        client.send(new Frame.Subscribe("a", new ToAuthority.Subscribe(version.withNumber(99), 1, Delivery.LATEST)));

        ToReplica.Snapshot again = (ToReplica.Snapshot) ((Frame.Subscribed) client.receive()).opening();
        assertThat(again.version()).isEqualTo(version);
    }

    @Test
    void write_withoutSubscription_saysSo() throws Exception {
        hello();

        client.send(write(5, 1, Delta.of(Edit.put(1L))));

        failure(ErrorCode.NOT_SUBSCRIBED);
        client.send(new Frame.Unsubscribe(5));
        failure(ErrorCode.NOT_SUBSCRIBED);
        assertUnchanged();
    }

    @Test
    void write_outOfSequence_isNotApplied() throws Exception {
        hello();
        int handle = subscribe("a");

        client.send(write(handle, 3, Delta.of(Edit.put(1L))));

        assertThat(client.receive()).isEqualTo(new Frame.Told(handle, new ToReplica.OutOfSequence(1)));
        assertUnchanged();
    }

    @Test
    void write_ofTheWrongType_isRefusedWithThePath() throws Exception {
        Atom<Todo> todo = hub.atom("todo", AtomType.of(Todo.class), new Todo("buy milk", false));
        hello();
        int handle = subscribe("todo");

        client.send(write(handle, 1, Delta.diff(Doc.of("done", false), Doc.of("done", "maybe"))));

        ToReplica.Refused refused = (ToReplica.Refused) ((Frame.Told) client.receive()).message();
        assertThat(refused.code()).isEqualTo(RefusalCode.INVALID_VALUE);
        assertThat(refused.reason()).contains("/done").contains("maybe");
        assertThat(todo.version()).isZero();
    }

    @Test
    void write_anEditThatFitsNoValue_isRefused() throws Exception {
        hello();
        int handle = subscribe("a");

        client.sendText("[\"write\", " + handle + ", 1, 0, 1, 0, [2, \"list\", [3, 99, -1]]]");

        ToReplica.Refused refused = (ToReplica.Refused) ((Frame.Told) client.receive()).message();
        assertThat(refused.code()).isEqualTo(RefusalCode.INVALID_VALUE);
        assertThat(refused.reason()).contains("/list");
        assertUnchanged();
    }

    @Test
    void write_refusedByAValidator_saysWhyAndTheNextOneIsTaken() throws Exception {
        Atom<Doc> stock = hub.atom(
                "stock",
                Atom.builder(AtomType.doc())
                        .validator(doc -> doc.get("n", Long.class) < 0 ? "stock must not be negative" : null),
                Doc.of("n", 1),
                hub.settings());
        hello();
        int handle = subscribe("stock");

        client.send(write(handle, 1, Delta.diff(Doc.of("n", 1), Doc.of("n", -1))));
        client.send(write(handle, 2, Delta.diff(Doc.of("n", 1), Doc.of("n", 2))));

        ToReplica.Refused refused = (ToReplica.Refused) ((Frame.Told) client.receive()).message();
        assertThat(refused).isEqualTo(new ToReplica.Refused(1, RefusalCode.VALIDATION, "stock must not be negative"));
        assertThat(((Frame.Told) client.receive()).message()).isEqualTo(new ToReplica.Accepted(2, 1, List.of()));
        assertThat(stock.get()).isEqualTo(Doc.of("n", 2));
    }

    @Test
    void write_validatorThrows_isRefusedAndTheNextOneIsTaken() throws Exception {
        Atom<Doc> fragile = hub.atom(
                "fragile",
                Atom.builder(AtomType.doc()).validator(doc -> doc.get("n", Long.class) == 7 ? "x".substring(7) : null),
                Doc.of("n", 1),
                hub.settings());
        hello();
        int handle = subscribe("fragile");

        client.send(write(handle, 1, Delta.diff(Doc.of("n", 1), Doc.of("n", 7))));
        client.send(write(handle, 2, Delta.diff(Doc.of("n", 1), Doc.of("n", 2))));

        ToReplica.Refused refused = (ToReplica.Refused) ((Frame.Told) client.receive()).message();
        assertThat(refused.code()).isEqualTo(RefusalCode.FAILED);
        assertThat(((Frame.Told) client.receive()).message()).isEqualTo(new ToReplica.Accepted(2, 1, List.of()));
        assertThat(fragile.get()).isEqualTo(Doc.of("n", 2));
    }

    @Test
    void write_sentTwice_takesEffectOnce() throws Exception {
        hello();
        int handle = subscribe("a");
        Frame write = write(handle, 1, Delta.diff(INITIAL, INITIAL.with("count", 1)));

        client.send(write);
        assertThat(((Frame.Told) client.receive()).message()).isEqualTo(new ToReplica.Accepted(1, 1, List.of()));
        assertThat(((Frame.Told) client.receive()).message()).isInstanceOf(ToReplica.Update.class);
        client.send(write);

        assertThat(((Frame.Told) client.receive()).message()).isEqualTo(new ToReplica.Accepted(1, 1, List.of()));
        assertThat(atom.version()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "mixed", "one atom twice"})
    void batch_thatIsNone_closesAndNothingOfItIsDone(String kind) throws Exception {
        hello();
        int handle = subscribe("a");
        Frame write = write(handle, 1, Delta.diff(INITIAL, INITIAL.with("count", 1)));
        List<Frame> frames = switch (kind) {
            case "empty" -> List.of();
            case "mixed" -> List.of(write, new Frame.Ping());
            default -> List.of(write, write);
        };

        client.send(new Frame.Batch(frames));

        assertThat(failure(ErrorCode.MALFORMED).message()).contains("batch");
        assertThat(client.closeCode()).isEqualTo(4200);
        assertUnchanged();
    }

    @Test
    void batch_oneWriteToAnAtomNotSubscribedTo_nothingOfItIsDone() throws Exception {
        hello();
        int handle = subscribe("a");
        Frame write = write(handle, 1, Delta.diff(INITIAL, INITIAL.with("count", 1)));

        client.send(new Frame.Batch(List.of(write, write(handle + 1_000, 1, Delta.NONE))));

        failure(ErrorCode.NOT_SUBSCRIBED);
        assertUnchanged();
    }

    @Test
    void increment_ofAPathDeeperThanValuesAre_closes() throws Exception {
        hello();
        int handle = subscribe("a");

        client.sendText("[\"write\"," + handle + ",1,0,1,0,{\"increment\":\"" + "/a".repeat(20_000) + "\",\"by\":1}]");

        assertThat(failure(ErrorCode.MALFORMED).message()).contains("20000 keys");
        assertUnchanged();
    }

    @Test
    void call_ofAMutationThatIsNot_isRefusedWithItsCode() throws Exception {
        hello();
        int handle = subscribe("a");

        client.sendText("[\"write\"," + handle + ",1,0,1,0,{\"call\":\"no\\nsuch\",\"arguments\":{}}]");

        ToReplica.Refused refused = (ToReplica.Refused) ((Frame.Told) client.receive()).message();
        assertThat(refused.code()).isEqualTo(RefusalCode.UNKNOWN_MUTATION);
        assertThat(refused.reason()).isEqualTo("the atom has no mutation \"no?such\"; it has []");
        assertUnchanged();
    }

    @Test
    void message_overTheLimit_closesWith1009() throws Exception {
        hello();

        client.sendText("[\"hello\", \"" + "x".repeat(70_000) + "\"]");

        assertThat(client.closeCode()).isEqualTo(1009);
        assertUnchanged();
    }

    @Test
    void listen_portInUse_saysWhichPort() {
        assertThatThrownBy(() -> Hubs.builder(vertx).listen(hub.port()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("can't listen")
                .hasMessageContaining(String.valueOf(hub.port()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "naïve", "a\nb"})
    void atom_badId_isRefused(String id) {
        assertThatThrownBy(() -> hub.atom(id, Doc.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an atom's id");
    }

    @Test
    void atom_idInUse_isRefused() {
        assertThatThrownBy(() -> hub.atom("a", Doc.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a\" already");
    }

    private static Frame write(int handle, long sequence, Delta delta) {
        return new Frame.Write(
                handle, new ToAuthority.Write(sequence, 0, new HybridTimestamp(1, 0, SITE), new Intent.Edits(delta)));
    }
}
