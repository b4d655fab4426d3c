package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.delta.MergePatch;
import io.entangle.replica.Intent;
import io.entangle.value.Doc;
import io.entangle.value.DocJson;
import io.entangle.value.InvalidValueException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes in writes. */
final class AtomWriter {
    static final String ACCEPT_PATCH = MediaTypes.JSON_PATCH + ", " + MediaTypes.MERGE_PATCH;

    private static final Pattern WANTS_VALUE =
            Pattern.compile("(^|,)\\s*return\\s*=\\s*\"?representation\"?\\s*(;[^,]*)?(,|$)", Pattern.CASE_INSENSITIVE);

    private final HttpOptions options;
    private final AtomResources atoms;

    AtomWriter(HttpOptions options, AtomResources atoms) {
        this.options = options;
        this.atoms = atoms;
    }

    /** The whole value. */
    Future<Void> put(RoutingContext routing, AtomResource atom, Writer writer) {
        return value(routing).compose(value -> write(routing, atom, writer, before -> value));
    }

    /** The first value of an atom that is not there; if it is by then, the value of that. */
    Future<Void> make(RoutingContext routing, String id, Writer writer) {
        Preconditions.checkAbsent(routing.request(), id);
        return value(routing)
                .compose(value -> Answers.here(made(id, value, writer))
                        .recover(failure -> Future.failedFuture(
                                failure instanceof IllegalArgumentException
                                        ? Problem.MALFORMED_REQUEST.because(failure.getMessage())
                                        : failure))
                        .compose(made -> {
                            if (made == null) {
                                AtomResource atom = Objects.requireNonNull(atoms.find(id), "an atom that was there");
                                return write(routing, atom, writer, before -> value);
                            }
                            routing.response().putHeader("Location", Answers.instance(routing.request()));
                            written(routing, made, 201, 201);
                            return Future.succeededFuture();
                        }));
    }

    private Future<@Nullable Revision> made(String id, Doc value, Writer writer) {
        writer.may().check(new Intent.Edits(Delta.of(Edit.put(value))), Doc.of());
        return atoms.make(id, value);
    }

    private Future<Doc> value(RoutingContext routing) {
        Query.of(routing);
        if (MediaTypes.ofBody(routing.request(), MediaTypes.JSON) == null) {
            throw Problem.UNSUPPORTED_MEDIA_TYPE
                    .because("a value is sent as " + MediaTypes.JSON)
                    .withHeader("Accept", MediaTypes.JSON);
        }
        return BodyReader.read(routing, options).map(AtomWriter::parsed);
    }

    /** A change of the value. */
    Future<Void> patch(RoutingContext routing, AtomResource atom, Writer writer) {
        Query.of(routing);
        String type = MediaTypes.ofBody(routing.request(), MediaTypes.JSON_PATCH, MediaTypes.MERGE_PATCH);
        if (type == null) {
            throw Problem.UNSUPPORTED_MEDIA_TYPE
                    .because("a patch is sent as " + ACCEPT_PATCH)
                    .withHeader("Accept-Patch", ACCEPT_PATCH);
        }
        return BodyReader.read(routing, options).compose(body -> {
            Doc patch = parsed(body);
            UnaryOperator<Doc> change = type.equals(MediaTypes.JSON_PATCH)
                    ? JsonPatchChange.of(patch, options)
                    : before -> MergePatch.apply(before, patch);
            return write(routing, atom, writer, change);
        });
    }

    private static Doc parsed(byte[] body) {
        try {
            return DocJson.parse(body);
        } catch (InvalidValueException e) {
            throw Problem.BAD_JSON.because(e.getMessage());
        }
    }

    private static Future<Void> write(
            RoutingContext routing, AtomResource atom, Writer writer, UnaryOperator<Doc> change) {
        Version expected =
                Preconditions.expected(routing.request(), atom.current().version());
        return Answers.here(atom.write(expected, writer, change))
                .recover(failure -> Future.failedFuture(
                        failure instanceof InvalidValueException
                                ? Problem.REFUSED.because(failure.getMessage())
                                : failure))
                .map(revision -> {
                    written(routing, revision, 200, 204);
                    return null;
                });
    }

    private static void written(RoutingContext routing, Revision revision, int withValue, int withoutValue) {
        Answers.describe(routing, revision);
        if (wantsValue(routing.request())) {
            routing.response().putHeader("Preference-Applied", "return=representation");
            Answers.send(routing, withValue, MediaTypes.JSON, revision.value().toCanonicalJson());
        } else {
            Answers.send(routing, withoutValue);
        }
    }

    private static boolean wantsValue(HttpServerRequest request) {
        return WANTS_VALUE
                .matcher(String.join(",", request.headers().getAll("Prefer")))
                .find();
    }
}
