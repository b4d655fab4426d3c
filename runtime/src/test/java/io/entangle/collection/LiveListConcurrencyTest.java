package io.entangle.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.type.AtomType;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;

/** A live list while several threads write, read, and begin to watch. */
final class LiveListConcurrencyTest {
    private static final int CHANGES = 500;

    private final RecordCollection<Todo> todos =
            RecordCollection.of(Atom.of(AtomType.mapOf(Todo.class), PersistentMap.empty()));
    private final AtomicReference<Throwable> failed = new AtomicReference<>();

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((where, error) -> failed.set(error));
        thread.start();
        return thread;
    }

    private void write(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CHANGES; i++) {
            String id = seed + " " + random.nextInt(20);
            if (random.nextInt(4) == 0) {
                todos.delete(id);
            } else {
                todos.save(id, Todo.of("text", random.nextInt(10)));
            }
        }
    }

    /** A list that is kept equal by the changes told; each must begin where the one before ended. */
    private final class Replay {
        private final List<Item<Todo>> list = new ArrayList<>();

        void told(ListChange<Todo> change) {
            if (!change.before().equals(list)) {
                failed.compareAndSet(
                        null, new AssertionError("a change begins at " + change.before() + ", not " + list));
            }
            change.applyTo(list);
        }
    }

    @RepeatedTest(2)
    void twoWriters_andOneWhoJoins_listsEndEqual() throws InterruptedException {
        Selection<Todo> selection = todos.orderBy(Todo::priority).limit(15);
        Replay first = new Replay();
        Replay joined = new Replay();
        LiveList<Todo> live = selection.watch("first", first::told);

        Thread one = thread(() -> write(1));
        Thread other = thread(() -> write(2));
        List<LiveList<Todo>> made = new ArrayList<>();
        Thread joining = thread(() -> {
            for (int i = 0; i < 20; i++) {
                made.add(selection.live());
                // Who has written sees it, whoever is telling of it.
                todos.save("mine", Todo.of("text", -1 - i));
                Item<Todo> top = live.get().get(0);
                if (!top.equals(new Item<>("mine", Todo.of("text", -1 - i)))) {
                    failed.compareAndSet(null, new AssertionError("its own write is not there, but " + top));
                }
            }
            live.watch("joined", joined::told);
        });
        one.join();
        other.join();
        joining.join();

        assertThat(failed.get()).isNull();
        List<Item<Todo>> end = selection.list();
        assertThat(live.get()).isEqualTo(end);
        assertThat(first.list).isEqualTo(end);
        assertThat(joined.list).isEqualTo(end);
        assertThat(made).hasSize(20).allSatisfy(list -> assertThat(list.get()).isEqualTo(end));
    }
}
