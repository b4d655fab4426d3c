package io.entangle.pubsub.http;

import io.entangle.delta.JsonPatch;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Answers how an atom's versions were made: as a page, or as a stream of JSON lines. */
final class HistoryReader {
    private static final int DEFAULT_ENTRIES = 100;
    private static final int MAX_ENTRIES = 1000;
    private static final int MAX_PAGE_CHARS = 1024 * 1024;

    private HistoryReader() {}

    static Future<Void> get(RoutingContext routing, String id, AtomResource atom) {
        Query query = Query.of(routing, "from", "to", "limit");
        String type = MediaTypes.accepted(routing.request(), MediaTypes.JSON, MediaTypes.JSON_LINES);
        boolean isStream = type.equals(MediaTypes.JSON_LINES);
        long from = query.number("from", 1, Long.MAX_VALUE, 1);
        query.number("to", from, Long.MAX_VALUE, Long.MAX_VALUE);
        long limit = isStream
                ? query.number("limit", 1, Long.MAX_VALUE, Long.MAX_VALUE)
                : query.number("limit", 1, MAX_ENTRIES, DEFAULT_ENTRIES);
        Revision current = atom.current();
        long newest = current.version().number();
        if (query.has("from") && from > newest + 1) {
            throw Problem.UNKNOWN_VERSION.because(
                    "the atom's newest version is " + newest + ", but the history was asked for from " + from + " on");
        }
        long to = Math.min(newest, query.number("to", from, Long.MAX_VALUE, newest));
        Stretch asked = new Stretch(from, to, limit, query.has("from"));
        Future<HistoryPage> first = from > to
                ? Future.succeededFuture(new HistoryPage(current, List.of()))
                : atom.history(from, to, (int) Math.min(limit, isStream ? HistoryStream.PAGE_ENTRIES : MAX_ENTRIES));
        return Answers.here(first).compose(page -> {
            asked.check(page);
            routing.response().putHeader("Vary", "Accept");
            Answers.describe(routing, current.version());
            if (!isStream) {
                Answers.send(routing, 200, type, page(id, asked, page));
                return Future.succeededFuture();
            }
            Answers.begin(routing, 200);
            routing.response().putHeader("Content-Type", type);
            return routing.request().method() == HttpMethod.HEAD
                    ? routing.response().end()
                    : new HistoryStream(routing, atom, asked, page).run();
        });
    }

    private static String page(String id, Stretch asked, HistoryPage page) {
        StringBuilder entries = new StringBuilder();
        Doc value = page.base().value();
        long last =
                asked.from() > asked.to() ? asked.to() : page.base().version().number();
        for (HistoryPage.Entry entry : page.entries()) {
            if (entries.length() > MAX_PAGE_CHARS) {
                break;
            }
            entries.append(entries.isEmpty() ? "" : ",").append(line(entry, value));
            value = entry.delta().apply(value);
            last = entry.version();
        }
        Doc rest = Doc.of(
                "atom",
                id,
                "epoch",
                Answers.epoch(page.base().version()),
                "from",
                Math.max(
                        asked.from(),
                        page.entries().isEmpty() ? 0 : page.entries().get(0).version()),
                "next",
                last < asked.to() && !page.entries().isEmpty() ? last + 1 : null,
                "to",
                last);
        return with(rest, "entries", "[" + entries + "]");
    }

    /**
     * One entry as JSON. Its change is a JSON Patch; a value that nests too deep to be in one leaves the delta.
     *
     * @param before the value before it
     */
    static String line(HistoryPage.Entry entry, Doc before) {
        Doc rest = Doc.of(
                "author", entry.author(),
                "time", entry.time().toString(),
                "version", entry.version());
        try {
            return with(
                    rest, "patch", JsonPatch.fromDelta(entry.delta(), before).toCanonicalJson());
        } catch (InvalidValueException tooDeep) {
            return with(rest, "delta", AtomReader.text(entry.delta()));
        }
    }

    /** The JSON of a map with one more entry. A document can't hold it: it may nest deeper than a document may. */
    private static String with(Doc map, String key, String json) {
        String text = map.toCanonicalJson();
        return text.substring(0, text.length() - 1) + ",\"" + key + "\":" + json + "}";
    }

    /**
     * What part of a history was asked for.
     *
     * @param from the first version
     * @param to the last one
     * @param limit how many at most
     * @param isExact whether the first one was named
     */
    record Stretch(long from, long to, long limit, boolean isExact) {
        /** Fails if a page does not begin where it should. */
        void check(HistoryPage page) {
            long first = page.base().version().number() + 1;
            if (isExact && first > from) {
                throw Problem.FORGOTTEN.because(
                        "the history is kept from version " + first + " on, but was asked for from " + from + " on");
            }
        }
    }
}
