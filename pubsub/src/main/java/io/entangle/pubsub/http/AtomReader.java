package io.entangle.pubsub.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.delta.JsonPatch;
import io.entangle.delta.MergePatch;
import io.entangle.pubsub.access.Grant;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/** Answers what is asked of values: now, in the past, and what has changed since. */
final class AtomReader {
    private static final int DEFAULT_ATOMS = 100;
    private static final int MAX_ATOMS = 1000;

    private static final JsonFactory JSON = new JsonFactory();

    private AtomReader() {}

    /** All atoms that a visitor may read, with their versions, in the order of their ids. */
    static Future<Void> list(RoutingContext routing, AtomResources atoms, Visitor visitor) {
        Query query = Query.of(routing, "after", "limit");
        long limit = query.number("limit", 1, MAX_ATOMS, DEFAULT_ATOMS);
        String type = MediaTypes.accepted(routing.request(), MediaTypes.JSON);
        TreeSet<String> ids = new TreeSet<>(atoms.ids());
        String after = query.text("after");
        Iterator<String> left = (after == null ? ids : ids.tailSet(after, false)).iterator();
        List<String> read = new ArrayList<>();
        return collect(left, visitor, limit + 1, read).map(done -> {
            Doc listed = Doc.list();
            String last = null;
            for (String id : read.subList(0, (int) Math.min(limit, read.size()))) {
                AtomResource atom = atoms.find(id);
                if (atom != null) {
                    Revision current = atom.current();
                    listed = listed.append(Doc.of(
                            "id", id,
                            "version", current.version().number(),
                            "epoch", Answers.epoch(current.version())));
                }
                last = id;
            }
            Doc page = Doc.of("atoms", listed, "next", read.size() > limit ? last : null);
            Answers.send(routing, 200, type, page.toCanonicalJson());
            return null;
        });
    }

    /** Adds the next ids of atoms that a visitor may read, up to a number of them. */
    private static Future<Void> collect(Iterator<String> left, Visitor visitor, long most, List<String> into) {
        while (into.size() < most && left.hasNext()) {
            String id = left.next();
            Future<Grant> asked = visitor.grant(id).otherwise(Grant.NONE);
            if (!asked.isComplete()) {
                return Answers.here(asked).compose(grant -> {
                    take(id, grant, into);
                    return collect(left, visitor, most, into);
                });
            }
            take(id, asked.result(), into);
        }
        return Future.succeededFuture();
    }

    private static void take(String id, Grant grant, List<String> into) {
        if (grant.read()) {
            into.add(id);
        }
    }

    /** One atom's value, or what has changed in it. */
    static Future<Void> get(RoutingContext routing, AtomResource atom) {
        Query query = Query.of(routing, "since", "version", "at");
        query.checkAtMostOne("since", "version", "at");
        if (query.has("since")) {
            return since(routing, atom, query.version("since"));
        }
        String type = MediaTypes.accepted(routing.request(), MediaTypes.JSON);
        Future<Revision> asked;
        if (query.has("version")) {
            VersionName version = query.version("version");
            version.checkEpoch(atom.current().version());
            asked = atom.at(version.number());
        } else if (query.has("at")) {
            asked = atom.at(query.instant("at"));
        } else {
            asked = Future.succeededFuture(atom.current());
        }
        return Answers.here(asked).map(revision -> {
            show(routing, type, revision);
            return null;
        });
    }

    private static void show(RoutingContext routing, String type, Revision revision) {
        EntityTags wanted = EntityTags.parse(routing.request(), "If-Match");
        if (wanted != null && !wanted.isMatchedStrongly(revision.version())) {
            throw Preconditions.stale(revision.version());
        }
        EntityTags known = EntityTags.parse(routing.request(), "If-None-Match");
        Answers.describe(routing, revision);
        if (known != null && known.isMatchedWeakly(revision.version())) {
            Answers.send(routing, 304);
        } else {
            Answers.send(routing, 200, type, revision.value().toCanonicalJson());
        }
    }

    private static Future<Void> since(RoutingContext routing, AtomResource atom, VersionName from) {
        String type =
                MediaTypes.accepted(routing.request(), MediaTypes.JSON_PATCH, MediaTypes.MERGE_PATCH, MediaTypes.DELTA);
        from.checkEpoch(atom.current().version());
        return Answers.here(atom.at(from.number())).map(before -> {
            Revision now = atom.current();
            new VersionName(from.number(), before.version().epoch()).checkEpoch(now.version());
            Delta delta = Delta.diff(before.value(), now.value());
            String text = text(type, delta, before.value());
            Answers.describe(routing, now.version());
            routing.response().putHeader("Vary", "Accept");
            Answers.send(routing, 200, type, text);
            return null;
        });
    }

    private static String text(String type, Delta delta, Doc before) {
        try {
            return switch (type) {
                case MediaTypes.JSON_PATCH -> JsonPatch.fromDelta(delta, before).toCanonicalJson();
                case MediaTypes.MERGE_PATCH ->
                    MergePatch.fromDelta(delta, before).toCanonicalJson();
                default -> text(delta);
            };
        } catch (IllegalArgumentException e) {
            boolean isTooDeep = e instanceof InvalidValueException;
            List<String> others = type.equals(MediaTypes.MERGE_PATCH) && !isTooDeep
                    ? List.of(MediaTypes.JSON_PATCH, MediaTypes.DELTA)
                    : List.of(MediaTypes.DELTA);
            throw Problem.NOT_ACCEPTABLE.because(e.getMessage() + "; it can be had as " + String.join(", ", others));
        }
    }

    static String text(Delta delta) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            DeltaJson.write(generator, delta);
        } catch (IOException e) {
            throw new UncheckedIOException("writing a String can't fail", e);
        }
        return text.toString();
    }
}
