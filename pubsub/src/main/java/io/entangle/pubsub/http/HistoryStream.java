package io.entangle.pubsub.http;

import io.entangle.pubsub.http.HistoryReader.Stretch;
import io.entangle.value.Doc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Sends a history as JSON lines, and reads on in it no faster than the client takes them. */
final class HistoryStream {
    static final int PAGE_ENTRIES = 100;

    private final HttpServerResponse response;
    private final Context context;
    private final AtomResource atom;
    private final long epoch;
    private final long to;
    private final Promise<Void> done = Promise.promise();
    private HistoryPage page;
    private int index;
    private Doc value;
    private long left;

    HistoryStream(RoutingContext routing, AtomResource atom, Stretch asked, HistoryPage first) {
        this.response = routing.response();
        this.context = Vertx.currentContext();
        this.atom = atom;
        this.epoch = first.base().version().epoch();
        this.to = asked.to();
        this.left = asked.limit();
        this.page = first;
        this.value = first.base().value();
    }

    /** Completes when everything is sent; fails if it can't be, or nobody is there any more to take it. */
    Future<Void> run() {
        response.setChunked(true);
        response.closeHandler(closed -> done.tryFail("the client is gone"));
        write();
        return done.future();
    }

    private void write() {
        try {
            while (index < page.entries().size() && left > 0) {
                if (done.future().isComplete()) {
                    return;
                } else if (response.writeQueueFull()) {
                    response.drainHandler(drained -> write());
                    return;
                }
                HistoryPage.Entry entry = page.entries().get(index++);
                response.write(HistoryReader.line(entry, value) + "\n");
                value = entry.delta().apply(value);
                left--;
            }
            readOn();
        } catch (RuntimeException e) {
            done.tryFail(e);
        }
    }

    private void readOn() {
        long next = page.base().version().number() + page.entries().size() + 1;
        if (left == 0 || next > to || page.entries().isEmpty()) {
            response.end().onComplete(done::tryComplete, done::tryFail);
            return;
        }
        Answers.here(atom.history(next, to, (int) Math.min(left, PAGE_ENTRIES)))
                // never from within the call: a history may have more pages than a stack has room
                .onSuccess(read -> context.runOnContext(run -> take(read, next)))
                .onFailure(done::tryFail);
    }

    private void take(HistoryPage read, long next) {
        if (read.base().version().epoch() != epoch || read.base().version().number() + 1 != next) {
            done.tryFail(Problem.FORGOTTEN.because("version " + next + " was forgotten while it was waited for"));
            return;
        }
        page = read;
        index = 0;
        value = read.base().value();
        write();
    }
}
