package io.entangle.atom;

import static io.entangle.atom.ModelChecker.both;
import static io.entangle.atom.WatchLog.check;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What two threads may do to a watched reference at once. Each scenario throws where the contract is broken. */
final class WatchScenarios {
    private WatchScenarios() {}

    static Runnable twoWriters(Supplier<Watched> made) {
        return () -> {
            Watched reference = made.get();
            WatchLog log = new WatchLog();
            reference.watch("log", log);

            both(() -> reference.swap(s -> s + "a"), () -> reference.swap(s -> s + "b"));

            log.checkTold(0, reference.state());
            check(reference.state().version() == 2, "a write was lost");
        };
    }

    static Runnable writerGoesOn(Supplier<Watched> made) {
        return () -> {
            Watched reference = made.get();
            WatchLog log = new WatchLog();
            reference.watch("log", log);

            both(() -> reference.swap(s -> s + "a"), () -> {
                reference.swap(s -> s + "b");
                reference.swap(s -> s + "c");
            });

            log.checkTold(0, reference.state());
        };
    }

    static Runnable registering(Supplier<Watched> made, int writes) {
        return () -> {
            Watched reference = made.get();
            WatchLog log = new WatchLog();
            long[] around = new long[2];

            both(
                    () -> {
                        for (int left = writes; left > 0; left--) {
                            reference.swap(s -> s + "a");
                        }
                    },
                    () -> {
                        around[0] = reference.state().version();
                        reference.watch("log", log);
                        around[1] = reference.state().version();
                    });

            int told = log.count();
            reference.swap(s -> s + "z");

            long from = log.firstVersion() - 1;
            check(around[0] <= from && from <= around[1], "told from a version it was not registered at: " + from);
            check(from + told + 1 == reference.state().version(), "told of a change long after it was made");
            log.checkTold(from, reference.state());
        };
    }

    /** The call that another thread was about to make when the watch was taken away may still begin, no other. */
    static Runnable unwatching(Supplier<Watched> made) {
        return () -> {
            Watched reference = made.get();
            WatchLog log = new WatchLog();
            AtomicBoolean gone = new AtomicBoolean();
            AtomicInteger callsAfter = new AtomicInteger();
            reference.watch("log", change -> {
                if (gone.get()) {
                    callsAfter.incrementAndGet();
                }
                log.accept(change);
                if (change.version() == 1) {
                    reference.swap(s -> s + "w");
                    reference.swap(s -> s + "w");
                }
            });

            both(() -> reference.swap(s -> s + "a"), () -> {
                check(reference.unwatch("log"), "the watch was not there");
                gone.set(true);
            });
            int before = log.count();
            reference.swap(s -> s + "z");

            check(callsAfter.get() <= 1, "calls after it was taken away: " + callsAfter.get());
            check(log.count() == before, "called by a write that began after it was taken away");
            check(!reference.unwatch("log"), "it was taken away twice");
            log.checkKept();
        };
    }

    static Runnable watchWrites(Supplier<Watched> made) {
        return () -> {
            Watched reference = made.get();
            WatchLog log = new WatchLog();
            reference.watch("log", change -> {
                log.accept(change);
                if (change.version() == 1) {
                    reference.swap(s -> s + "w");
                    log.checkTold(0, new State<>(1, change.after())); // not told of it before this call has returned
                }
            });

            both(() -> reference.swap(s -> s + "a"), () -> reference.swap(s -> s + "b"));

            log.checkTold(0, reference.state());
            check(reference.state().version() == 3, "a write was lost");
        };
    }

    static Runnable replacing(Supplier<Watched> made) {
        return () -> {
            Watched reference = made.get();
            WatchLog replaced = new WatchLog();
            WatchLog replacing = new WatchLog();
            long[] around = new long[2];
            reference.watch("log", replaced);

            both(
                    () -> {
                        reference.swap(s -> s + "a");
                        reference.swap(s -> s + "b");
                    },
                    () -> {
                        around[0] = reference.state().version();
                        reference.watch("log", replacing);
                        around[1] = reference.state().version();
                    });
            int told = replaced.count();
            reference.swap(s -> s + "c");

            check(replaced.count() == told, "the replaced watch was told of a later write");
            replaced.checkKept();
            long from = replacing.firstVersion() - 1;
            check(around[0] <= from && from <= around[1], "told from a version it was not registered at: " + from);
            replacing.checkTold(from, reference.state());
        };
    }

    static Runnable oneOfTwoThrows() {
        return () -> {
            AtomicInteger errors = new AtomicInteger();
            Watched reference = Watched.real((key, error) -> {
                check(key.equals("throwing"), "blamed " + key);
                errors.incrementAndGet();
            });
            WatchLog log = new WatchLog();
            WatchLog throwing = new WatchLog();
            reference.watch("throwing", change -> {
                throwing.accept(change);
                throw new IllegalStateException("on purpose");
            });
            reference.watch("log", log);

            both(() -> reference.swap(s -> s + "a"), () -> reference.swap(s -> s + "b"));

            log.checkTold(0, reference.state());
            throwing.checkTold(0, reference.state());
            check(errors.get() == 2, "reported " + errors.get());
        };
    }
}
