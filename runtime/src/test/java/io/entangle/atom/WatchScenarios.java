package io.entangle.atom;

import static io.entangle.atom.ModelChecker.both;
import static io.entangle.atom.WatchLog.check;

import io.entangle.atom.FaultyReference.Fault;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What two threads may do to a watched reference at once. Each scenario throws where the contract is broken. */
final class WatchScenarios {
    private WatchScenarios() {}

    static Runnable twoWriters(Fault fault) {
        return () -> {
            Watched reference = Watched.with(fault);
            WatchLog log = new WatchLog();
            reference.watch("log", log);

            both(() -> reference.swap(s -> s + "a"), () -> reference.swap(s -> s + "b"));

            log.checkTold(0, reference.state());
            check(reference.state().version() == 2, "a write was lost");
        };
    }

    static Runnable writerGoesOn(Fault fault) {
        return () -> {
            Watched reference = Watched.with(fault);
            WatchLog log = new WatchLog();
            reference.watch("log", log);

            both(() -> reference.swap(s -> s + "a"), () -> {
                reference.swap(s -> s + "b");
                reference.swap(s -> s + "c");
            });

            log.checkTold(0, reference.state());
        };
    }

    static Runnable registering(Fault fault) {
        return () -> {
            Watched reference = Watched.with(fault);
            WatchLog log = new WatchLog();
            AtomicLong latest = new AtomicLong();

            both(() -> reference.swap(s -> s + "a"), () -> {
                reference.watch("log", log);
                latest.set(reference.state().version());
            });
            checkToldSinceRegistered(reference, log, latest.get());
        };
    }

    static Runnable registeringTwoWrites(Fault fault) {
        return () -> {
            Watched reference = Watched.with(fault);
            WatchLog log = new WatchLog();
            AtomicLong latest = new AtomicLong();

            both(
                    () -> {
                        reference.swap(s -> s + "a");
                        reference.swap(s -> s + "b");
                    },
                    () -> {
                        reference.watch("log", log);
                        latest.set(reference.state().version());
                    });
            checkToldSinceRegistered(reference, log, latest.get());
        };
    }

    private static void checkToldSinceRegistered(Watched reference, WatchLog log, long latest) {
        int told = log.count();
        reference.swap(s -> s + "z");

        long from = log.firstVersion() - 1;
        check(from <= latest, "a change after it was registered was not told");
        check(from + told + 1 == reference.state().version(), "told of a change long after it was made");
        log.checkTold(from, reference.state());
    }

    /** The call that another thread was about to make when the watch was taken away may still begin, no other. */
    static Runnable unwatching(Fault fault) {
        return () -> {
            Watched reference = Watched.with(fault);
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

    static Runnable watchWrites(Fault fault) {
        return () -> {
            Watched reference = Watched.with(fault);
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

    static Runnable replacing(Fault fault) {
        return () -> {
            Watched reference = Watched.with(fault);
            WatchLog replaced = new WatchLog();
            WatchLog replacing = new WatchLog();
            AtomicLong latest = new AtomicLong();
            reference.watch("log", replaced);

            both(
                    () -> {
                        reference.swap(s -> s + "a");
                        reference.swap(s -> s + "b");
                    },
                    () -> {
                        reference.watch("log", replacing);
                        latest.set(reference.state().version());
                    });
            int told = replaced.count();
            reference.swap(s -> s + "c");

            check(replaced.count() == told, "the replaced watch was told of a later write");
            replaced.checkKept();
            long from = replacing.firstVersion() - 1;
            check(from <= latest.get(), "a change after it was registered was not told");
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
