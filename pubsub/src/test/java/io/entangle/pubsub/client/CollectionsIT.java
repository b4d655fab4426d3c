package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static io.entangle.pubsub.client.HubAndClients.untilEqual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.collection.Item;
import io.entangle.collection.ListChange;
import io.entangle.collection.LiveList;
import io.entangle.collection.RecordCollection;
import io.entangle.collection.Selection;
import io.entangle.journal.sql.Journals;
import io.entangle.merge.Conflict;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.store.FileReplicaStore;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collections of records at a real hub and at real clients of it. */
final class CollectionsIT {
    private static final AtomType<PersistentMap<String, Todo>> TYPE = AtomType.mapOf(Todo.class);
    private static final Todo MILK = new Todo("milk", 2, false);
    private static final Todo BREAD = new Todo("bread", 1, false);

    private final List<Conflict> conflicts = new CopyOnWriteArrayList<>();
    private final HubAndClients all =
            new HubAndClients(builder -> builder.onConflict((atom, conflict) -> conflicts.add(conflict)));

    record Todo(String text, int priority, boolean done) {
        Todo checked() {
            return new Todo(text, priority, true);
        }

        Todo withPriority(int other) {
            return new Todo(text, other, done);
        }
    }

    record Note(String text) {}

    @AfterEach
    void close() {
        all.close();
    }

    private static Selection<Todo> open(RecordCollection<Todo> todos) {
        return todos.where(todo -> !todo.done()).orderBy(Todo::priority).limit(2);
    }

    private static void awaitEqual(RecordCollection<?> one, RecordCollection<?> other) {
        untilEqual(one.cell(), other.cell());
    }

    /** So that which of two writes is later does not hang on the random ids of their sites. */
    private static void passAMillisecond() {
        long before = System.currentTimeMillis();
        until(() -> System.currentTimeMillis() > before);
    }

    @Test
    void collection_isTheSameAtTheHubAndAtClients_andAJsonObjectToOthers() {
        RecordCollection<Todo> atHub = all.hub.collection("todos", Todo.class);
        RecordCollection<Todo> atClient = all.client().collection("todos", Todo.class);
        Replica<Doc> document = all.client().replica("todos");
        LiveList<Todo> hubList = open(atHub).live();
        LiveList<Todo> clientList = open(atClient).live();

        atHub.save("m", MILK);
        String added = atClient.add(BREAD);
        awaitEqual(atHub, atClient);

        List<Item<Todo>> expected = List.of(new Item<>(added, BREAD), new Item<>("m", MILK));
        assertThat(clientList.get()).isEqualTo(expected);
        assertThat(hubList.get()).isEqualTo(expected);
        until(() -> document.get()
                .equals(Doc.of(
                        "m",
                        Doc.of("text", "milk", "priority", 2, "done", false),
                        added,
                        Doc.of("text", "bread", "priority", 1, "done", false))));
        document.swap(doc -> doc.with(io.entangle.value.Path.of("m", "done"), true)
                .with("t", Doc.of("text", "tea", "priority", 0, "done", false)));
        until(() -> clientList.get().equals(List.of(new Item<>("t", new Todo("tea", 0, false)), expected.get(0))));
    }

    @Test
    void update_differentFieldsAtOnce_bothStay() {
        RecordCollection<Todo> atHub = all.hub.collection("todos", Todo.class);
        atHub.saveAll(Map.of("m", MILK, "b", BREAD));
        RecordCollection<Todo> one = all.client().collection("todos", Todo.class);
        RecordCollection<Todo> other = all.client().collection("todos", Todo.class);
        List<ListChange<Todo>> told = new CopyOnWriteArrayList<>();
        all.offline();

        one.update("m", Todo::checked);
        other.save("m", new Todo("oat milk", 2, false));
        other.update("m", todo -> todo.withPriority(0));
        assertThat(one.get("m")).as("seen at once").isEqualTo(MILK.checked());
        LiveList<Todo> list = other.all().watch("test", told::add);
        all.online();
        awaitEqual(one, atHub);
        until(() -> new Todo("oat milk", 0, true).equals(atHub.get("m")));
        awaitEqual(other, atHub);

        assertThat(conflicts).isEmpty();
        assertThat(list.get()).containsExactly(new Item<>("b", BREAD), new Item<>("m", new Todo("oat milk", 0, true)));
        until(() -> told.size() == 2);
        assertThat(told.get(1).changed()).extracting(Item::id).containsExactly("m");
    }

    @Test
    void delete_reachesEveryList_alsoOneMadeOffline() {
        RecordCollection<Todo> atHub = all.hub.collection("todos", Todo.class);
        atHub.saveAll(Map.of("m", MILK, "b", BREAD, "t", new Todo("tea", 3, false)));
        RecordCollection<Todo> one = all.client().collection("todos", Todo.class);
        RecordCollection<Todo> other = all.client().collection("todos", Todo.class);
        List<Item<Todo>> model = new CopyOnWriteArrayList<>();
        LiveList<Todo> list = open(other).watch("model", change -> change.applyTo(model));
        all.offline();

        one.delete("b");
        other.update("t", todo -> todo.withPriority(0));
        all.online();
        until(() -> !atHub.contains("b") && atHub.get("t").priority() == 0);
        awaitEqual(one, atHub);
        awaitEqual(other, atHub);

        assertThat(list.get())
                .isEqualTo(open(atHub).list())
                .extracting(Item::id)
                .containsExactly("t", "m");
        until(() -> model.equals(list.get()));
    }

    @Test
    void delete_andUpdateAtOnce_theRecordIsGoneEverywhere_whicheverWasLater() {
        RecordCollection<Todo> atHub = all.hub.collection("todos", Todo.class);
        atHub.saveAll(Map.of("m", MILK, "b", BREAD, "t", new Todo("tea", 3, false)));
        RecordCollection<Todo> one = all.client().collection("todos", Todo.class);
        HubClient client = all.client();
        RecordCollection<Todo> other = client.collection("todos", Todo.class);
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        client.replica("todos", TYPE).onRefused(refused::add);
        LiveList<Todo> list = other.all().live();
        all.offline();

        one.delete("m");
        other.update("b", Todo::checked);
        passAMillisecond();
        other.update("m", Todo::checked);
        other.update("t", Todo::checked);
        one.delete("b");
        assertThat(list.get()).hasSize(3);
        all.online();
        awaitEqual(one, atHub);
        until(() -> atHub.size() == 1 && atHub.get("t").done());
        awaitEqual(other, atHub);

        assertThat(list.get()).containsExactly(new Item<>("t", new Todo("tea", 3, true)));
        assertThat(refused).isEmpty();
        assertThat(conflicts)
                .hasSize(2)
                .allSatisfy(conflict -> assertThat(conflict.rule()).isEqualTo(Conflict.REMOVED));
    }

    /** What was written no longer fits what others did meanwhile, and that comes to be known only after a restart. */
    @Test
    void store_updateMadeBeforeARestart_ofARecordThatIsGone_holdsNothingUp(@TempDir Path directory) {
        RecordCollection<Todo> atHub = all.hub.collection("todos", Todo.class);
        atHub.saveAll(Map.of("m", MILK, "b", BREAD));
        int port = all.hub.port();
        try (FileReplicaStore store = FileReplicaStore.open(directory);
                HubClient client = stored(port, store)) {
            RecordCollection<Todo> todos = client.collection("todos", Todo.class);
            all.offline();
            todos.update("m", Todo::checked);
            todos.update("b", Todo::checked);
        }
        atHub.delete("m");

        try (FileReplicaStore store = FileReplicaStore.open(directory);
                HubClient client = stored(port, store)) {
            RecordCollection<Todo> todos = client.collection("todos", Todo.class);
            LiveList<Todo> list = todos.all().live();
            assertThat(list.get()).containsExactly(new Item<>("b", BREAD.checked()), new Item<>("m", MILK.checked()));
            all.online();
            Replica<PersistentMap<String, Todo>> replica = client.replica("todos", TYPE);
            until(() -> replica.status().pendingWrites() == 0);
            awaitEqual(todos, atHub);

            assertThat(list.get()).containsExactly(new Item<>("b", BREAD.checked()));
        }
    }

    private HubClient stored(int port, FileReplicaStore store) {
        return HubClient.builder(all.vertx, "ws://127.0.0.1:" + port + "/entangle")
                .options(HubAndClients.QUICK)
                .store(store)
                .connect();
    }

    @Test
    void writes_thatTheHubRefuses_showAsAnotherChange() {
        Atom<PersistentMap<String, Todo>> atom = all.hub.atom(
                "todos",
                Atom.builder(TYPE).validator(todos -> todos.containsKey("no") ? "that one is not to be done" : null),
                PersistentMap.<String, Todo>empty().with("m", MILK),
                all.hub.settings());
        HubClient client = all.client();
        RecordCollection<Todo> todos = client.collection("todos", Todo.class);
        Replica<PersistentMap<String, Todo>> replica = client.replica("todos", TYPE);
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        replica.onRefused(refused::add);
        List<ListChange<Todo>> told = new CopyOnWriteArrayList<>();
        todos.orderBy(Todo::priority).watch("test", told::add);

        todos.save("no", BREAD);
        done(replica.synced());
        until(() -> !todos.contains("no") && told.size() == 3);

        assertThat(told.get(1).added()).containsExactly(new Item<>("no", BREAD));
        assertThat(told.get(2).removed()).containsExactly(new Item<>("no", BREAD));
        assertThat(refused)
                .singleElement()
                .satisfies(each -> assertThat(each.refusal().code()).isEqualTo(RefusalCode.VALIDATION));
        assertThat(atom.version()).isZero();
    }

    @Test
    void transact_overTwoCollections_isOneChangeEverywhere() {
        RecordCollection<Todo> atHub = all.hub.collection("todos", Todo.class);
        RecordCollection<Todo> doneAtHub = all.hub.collection("done", Todo.class);
        atHub.save("m", MILK);
        HubClient client = all.client();
        RecordCollection<Todo> todos = client.collection("todos", Todo.class);
        RecordCollection<Todo> finished = client.collection("done", Todo.class);

        client.transact(tx -> {
            Todo milk = todos.in(tx).get("m");
            todos.in(tx).delete("m");
            finished.in(tx).save("m", milk.checked());
            return null;
        });

        assertThat(todos.size()).isZero();
        assertThat(finished.get("m")).isEqualTo(MILK.checked());
        until(() -> doneAtHub.contains("m"));
        assertThat(atHub.size()).isZero();
        all.hub.transact(tx -> {
            atHub.in(tx).save("m", MILK);
            return doneAtHub.in(tx).delete("m");
        });
        awaitEqual(todos, atHub);
        awaitEqual(finished, doneAtHub);
    }

    @Test
    void subscribeCollection_completesWhenItHasItsFirstValue() {
        all.hub.collection("todos", Todo.class).save("m", MILK);

        RecordCollection<Todo> todos = done(all.client().subscribeCollection("todos", Todo.class));

        assertThat(todos.get("m")).isEqualTo(MILK);
    }

    @Test
    void collection_thatIsNone_isRefused() {
        all.hub.collection("todos", Todo.class);
        all.hub.atom("list", Doc.list(1, 2));
        HubClient client = all.client();
        client.collection("todos", Todo.class);

        assertThatThrownBy(() -> all.hub.collection("todos", Todo.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the hub has an atom \"todos\" already");
        assertThatThrownBy(() -> client.collection("todos", Note.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of type map of Todo already, and can't have another of type map of Note");
        assertThatThrownBy(() -> client.collection("list", Todo.class))
                .isInstanceOf(EntangleException.class)
                .hasMessageContaining("holds no map of Todo: at the root: expected a map, but found a list")
                .extracting(error -> ((EntangleException) error).code())
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThatThrownBy(() -> client.collection("nothing", Todo.class))
                .isInstanceOf(EntangleException.class)
                .extracting(error -> ((EntangleException) error).code())
                .isEqualTo(ErrorCode.UNKNOWN_ATOM);
    }

    @Test
    void onAJournal_theCollectionIsThereAgain(@TempDir Path directory) {
        Path file = directory.resolve("state.db");
        try (Hub hub = Hub.builder(all.vertx).journal(Journals.sqlite(file)).build()) {
            RecordCollection<Todo> todos = hub.collection("todos", Todo.class);
            todos.saveAll(Map.of("m", MILK, "b", BREAD));
            todos.update("m", Todo::checked);
        }

        try (Hub hub = Hub.builder(all.vertx).journal(Journals.sqlite(file)).build()) {
            RecordCollection<Todo> todos = hub.collection("todos", Todo.class);

            assertThat(todos.orderBy(Todo::text).list())
                    .containsExactly(new Item<>("b", BREAD), new Item<>("m", MILK.checked()));
            LiveList<Todo> list = open(todos).live();
            todos.delete("b");
            assertThat(list.get()).isEmpty();
        }
    }
}
