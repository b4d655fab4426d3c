package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Writes;
import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.store.StoreKind;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ReplicaStore;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client does when it may read no longer what it has a replica of. */
final class RevokedReplicaIT {
    private static final Doc FIRST = Doc.of("n", 0);

    @TempDir
    private Path temporary;

    /** What is answered about atoms and channels; all may do everything with others. */
    private final Map<String, Future<Grant>> answers = new ConcurrentHashMap<>();

    private final HubAndClients all =
            new HubAndClients(builder -> builder.authenticator(shown -> Future.succeededFuture(Identity.of("ada")))
                    .authorizer((who, what) -> answers.getOrDefault(what.id(), Future.succeededFuture(Grant.ALL))));
    private final Atom<Doc> secret = all.hub.atom("secret", FIRST);
    private final Atom<Doc> news = all.hub.atom("news", FIRST);
    private final List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
    private final List<String> revoked = new CopyOnWriteArrayList<>();
    private final List<Object> seen = new CopyOnWriteArrayList<>();
    private final List<ReplicaStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        all.close();
        stores.forEach(ReplicaStore::close);
    }

    private ReplicaStore store(StoreKind kind) {
        ReplicaStore store = kind.open(temporary.resolve("store"));
        stores.add(store);
        return store;
    }

    private HubClient clientWith(ReplicaStore store) {
        return all.client(all.hub.port(), builder -> builder.store(store));
    }

    private Replica<Doc> watched(HubClient client, String id) {
        Replica<Doc> replica = client.replica(id);
        replica.onRefused(refused::add);
        replica.onRevoked(revoked::add);
        replica.watch("test", (before, after) -> seen.add(after));
        return replica;
    }

    private void revoke(String id) {
        answers.put(id, Future.succeededFuture(Grant.NONE));
        done(all.hub.reauthorize("ada"));
        until(() -> !revoked.isEmpty());
    }

    private static void assertRevoked(ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOf(EntangleException.class)
                .hasMessage("this client may no longer read \"secret\"")
                .extracting(thrown -> ((EntangleException) thrown).code())
                .isEqualTo(ErrorCode.REVOKED);
    }

    @Test
    void replica_hasNothingMore_andSaysSo() {
        Replica<Doc> replica = watched(all.client(), "secret");
        replica.swap(doc -> doc.with("mine", 1));
        done(replica.synced());
        seen.clear();

        revoke("secret");
        secret.swap(doc -> doc.with("n", 1));

        assertRevoked(replica::get);
        assertRevoked(replica::confirmed);
        assertRevoked(replica::version);
        assertRevoked(() -> replica.swap(doc -> doc.with("n", 2)));
        assertThat(replica.undo()).isFalse();
        assertThat(replica.status().connection()).isEqualTo(ReplicaStatus.Connection.CLOSED);
        assertThat(replica.status().version()).isNull();
        assertThat(replica.status().lastError()).isEqualTo("this client may no longer read \"secret\"");
        assertThat(revoked).containsExactly("this client may no longer read \"secret\"");
        assertThat(seen).isEmpty();
        assertThat(refused).isEmpty();
        done(replica.synced());
        replica.close();
    }

    @Test
    void writes_thatWait_areRefused_inOrder_andOthersGoOn() {
        HubClient client = all.client();
        Replica<Doc> replica = watched(client, "secret");
        Replica<Doc> other = client.replica("news");
        Promise<Grant> slow = Promise.promise();
        answers.put("secret", slow.future());
        replica.swap(doc -> doc.with("n", 1));
        replica.swap(doc -> doc.with("n", 2));
        Future<Void> synced = replica.synced();

        revoke("secret");
        done(synced);
        slow.complete(Grant.NONE);

        assertThat(refused).extracting(each -> each.refusal().code()).containsOnly(RefusalCode.FORBIDDEN);
        assertThat(refused).extracting(each -> each.write().sequence()).containsExactly(1L, 2L);
        assertThat(secret.get()).isEqualTo(FIRST);
        other.swap(doc -> doc.with("n", 1));
        done(other.synced());
        assertThat(news.get()).isEqualTo(Doc.of("n", 1));
    }

    @Test
    void group_withAWriteToIt_isRefusedWhole() {
        HubClient client = all.client();
        Replica<Doc> replica = watched(client, "secret");
        Replica<Doc> other = client.replica("news");
        other.onRefused(refused::add);
        Promise<Grant> slow = Promise.promise();
        answers.put("secret", slow.future());
        client.transact(tx -> {
            tx.swap(replica, doc -> doc.with("n", 1));
            return tx.swap(other, doc -> doc.with("n", 1));
        });

        revoke("secret");
        slow.complete(Grant.NONE);
        done(other.synced());

        assertThat(refused)
                .extracting(each -> each.refusal().code())
                .containsExactly(RefusalCode.FORBIDDEN, RefusalCode.GROUP);
        assertThat(other.get()).isEqualTo(FIRST);
        other.swap(doc -> doc.with("n", 2));
        done(other.synced());
        assertThat(news.get()).isEqualTo(Doc.of("n", 2));
    }

    @Test
    void replica_askedForAgain_whereItMayBeReadAgain_isAnotherOne_whoseWritesCount() {
        HubClient client = all.client();
        Replica<Doc> before = watched(client, "secret");
        before.swap(doc -> doc.with("n", 1));
        done(before.synced());
        revoke("secret");

        assertThatThrownBy(() -> client.replica("secret"))
                .isInstanceOf(EntangleException.class)
                .extracting(thrown -> ((EntangleException) thrown).code())
                .isEqualTo(ErrorCode.FORBIDDEN);
        answers.clear();
        Replica<Doc> after = client.replica("secret");
        after.swap(doc -> doc.with("n", 2));
        done(after.synced());

        assertThat(secret.get()).isEqualTo(Doc.of("n", 2));
        assertRevoked(before::get);
    }

    @Test
    void replica_ofAClientThatWasAway_isForgottenWhenItIsBack() {
        Replica<Doc> replica = watched(all.client(), "secret");
        all.offline();
        replica.swap(doc -> doc.with("n", 1));
        answers.put("secret", Future.succeededFuture(Grant.NONE));

        all.online();
        until(() -> !revoked.isEmpty());

        assertThatThrownBy(replica::get).isInstanceOf(EntangleException.class);
        assertThat(refused).extracting(each -> each.refusal().code()).containsExactly(RefusalCode.FORBIDDEN);
        assertThat(secret.get()).isEqualTo(FIRST);
    }

    @Test
    void replica_whereItCantBeFoundOutWhetherItMayBeRead_staysAsItIs() {
        Replica<Doc> replica = watched(all.client(), "secret");
        all.offline();
        replica.swap(doc -> doc.with("n", 1));
        answers.put("secret", Future.failedFuture("the database is gone"));
        all.online();
        until(() -> replica.status().lastError() != null
                && replica.status().lastError().contains("can't be found out now"));
        assertThat(replica.get()).isEqualTo(Doc.of("n", 1));

        answers.clear();
        done(replica.synced());

        assertThat(secret.get()).isEqualTo(Doc.of("n", 1));
        assertThat(revoked).isEmpty();
    }

    @Test
    void replica_thatMayOnlyBeWrittenNoLonger_staysReadable() {
        Replica<Doc> replica = watched(all.client(), "secret");
        answers.put("secret", Future.succeededFuture(new Grant(true, Writes.NONE)));

        done(all.hub.reauthorize());
        replica.swap(doc -> doc.with("n", 1));
        done(replica.synced());

        assertThat(refused).extracting(each -> each.refusal().code()).containsExactly(RefusalCode.FORBIDDEN);
        assertThat(replica.get()).isEqualTo(FIRST);
        assertThat(revoked).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void store_keepsNothingOfIt(StoreKind kind) {
        ReplicaStore store = store(kind);
        HubClient client = clientWith(store);
        Replica<Doc> replica = watched(client, "secret");
        Replica<Doc> other = client.replica("news");
        Promise<Grant> slow = Promise.promise();
        answers.put("secret", slow.future());
        replica.swap(doc -> doc.with("n", 1));
        other.swap(doc -> doc.with("n", 1));
        assertThat(store.unsent()).contains("secret");

        revoke("secret");

        assertRevoked(replica::get);
        assertThat(refused).extracting(each -> each.refusal().code()).containsExactly(RefusalCode.FORBIDDEN);
        assertThat(store.load("secret")).isNull();
        assertThat(store.unsent()).doesNotContain("secret");
        slow.complete(Grant.NONE);
        done(other.synced());
        client.close();
        store.close();
        ReplicaStore again = store(kind);
        assertThat(again.load("secret")).isNull();
        assertThat(again.load("news").value()).isEqualTo(Doc.of("n", 1));
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void store_ofAnEarlierLife_keepsNothingOfWhatMayBeReadNoLonger(StoreKind kind) {
        ReplicaStore store = store(kind);
        HubClient client = clientWith(store);
        Replica<Doc> replica = client.replica("secret");
        all.offline();
        replica.swap(doc -> doc.with("n", 1));
        client.close();
        store.close();
        answers.put("secret", Future.succeededFuture(Grant.NONE));
        all.online();

        ReplicaStore again = store(kind);
        clientWith(again);

        until(() -> again.load("secret") == null);
        assertThat(again.unsent()).isEmpty();
        assertThat(secret.get()).isEqualTo(FIRST);
    }

    @Test
    void store_thatCantDelete_isTriedAgainByTheNextReplica() {
        StubbornStore store = new StubbornStore(store(StoreKind.FILE));
        HubClient client = clientWith(store);
        Replica<Doc> replica = watched(client, "secret");
        store.saveFails = true;

        revoke("secret");

        assertRevoked(replica::get);
        assertThat(store.load("secret")).isNotNull();
        store.saveFails = false;
        client.replica("secret");
        until(() -> store.load("secret") == null);
    }

    @Test
    void channel_thatMayBeReadNoLonger_isLeft() {
        HubClient client = all.client();
        List<String> said = new CopyOnWriteArrayList<>();
        List<MissedEvents> missed = new CopyOnWriteArrayList<>();
        client.channels().onMissed(missed::add);
        client.channels().events().on("chat/said", message -> said.add(message.channel()));
        JoinedChannel room = client.channels().join("room", message -> said.add(message.channel()));
        done(room.joined());
        answers.put("room", Future.succeededFuture(Grant.NONE));

        done(all.hub.reauthorize());
        done(all.hub.channels().publish("room", Event.of("chat/said")));
        done(all.hub.channels().broadcast(Event.of("chat/said")));

        until(() -> !said.isEmpty());
        assertThat(said).containsExactly("@all");
        assertThat(missed).containsExactly(new MissedEvents("room", -1));
    }
}
