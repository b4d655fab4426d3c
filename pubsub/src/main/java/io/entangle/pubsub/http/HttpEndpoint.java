package io.entangle.pubsub.http;

import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.transport.Origins;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where atoms are read and written over plain HTTP: {@code /atoms}, {@code /atoms/{id}}, {@code /atoms/{id}/history} and
 * {@code /openapi.json} below a mount point. What is answered stands in {@code docs/http.md}.
 */
public final class HttpEndpoint {
    private static final int[] STATUSES_OF_VERTX = {400, 404, 405, 406, 413, 414, 415, 500, 501};
    private static final String READING = "GET, HEAD, OPTIONS";

    private final AtomResources atoms;
    private final Origins origins;
    private final Visitors visitors;
    private final AtomWriter writer;
    private final String description = resource("openapi.json");

    /**
     * An endpoint.
     *
     * @param atoms the atoms
     * @param options the limits of what is taken in
     * @param origins the pages that may read and write
     * @param visitors finds out who sends requests
     */
    public HttpEndpoint(AtomResources atoms, HttpOptions options, Origins origins, Visitors visitors) {
        this.atoms = atoms;
        this.origins = origins;
        this.visitors = visitors;
        this.writer = new AtomWriter(options, atoms);
    }

    /**
     * Adds the endpoint to a router, and answers as problem details whatever else fails there.
     *
     * @param router that of the mount point
     */
    public void mount(Router router) {
        answerFailures(router);
        router.route().failureHandler(HttpEndpoint::failed);
        router.route("/atoms").handler(answering(this::atoms));
        router.route("/atoms/:id").handler(answering(this::atom));
        router.route("/atoms/:id/history").handler(answering(this::history));
        router.route("/atoms/*").handler(answering(routing -> {
            throw Problem.NOT_FOUND.because(
                    "there is an atom's value and its \"/history\" here; a slash within an id is written %2F");
        }));
        router.route("/openapi.json").handler(answering(this::openApi));
    }

    /**
     * Answers as problem details what fails before a request is routed to a mount point. {@link #mount} does so for the
     * mount point itself.
     *
     * @param root a server's own router
     */
    public static void answerFailures(Router root) {
        for (int status : STATUSES_OF_VERTX) {
            root.errorHandler(status, routing -> {
                boolean isFailure = routing.failed() && routing.failure() != null;
                Answers.problem(routing, isFailure ? failure(routing) : Problem.ofStatus(status));
            });
        }
    }

    private static void failed(RoutingContext routing) {
        Answers.problem(routing, failure(routing));
    }

    /** Where Vert.x has set a status of the client's fault, it is not the exception that counts. */
    private static Throwable failure(RoutingContext routing) {
        int status = routing.statusCode();
        Throwable failure = routing.failure();
        if (failure instanceof EntangleException) {
            return failure;
        }
        return failure == null || status >= 400 && status < 500 ? Problem.ofStatus(status) : failure;
    }

    private static Handler<RoutingContext> answering(Action action) {
        return routing -> {
            Future<Void> answered;
            try {
                checkPath(routing);
                answered = action.answer(routing);
            } catch (RuntimeException e) {
                answered = Future.failedFuture(e);
            }
            answered.onFailure(failure -> Answers.problem(routing, failure));
        };
    }

    /** Vert.x passes over a slash at the end, but "a" and "a/" are two ids. */
    private static void checkPath(RoutingContext routing) {
        if (routing.normalizedPath().endsWith("/")) {
            throw Problem.NOT_FOUND.because("no address ends with a slash; one within an id is written %2F");
        }
    }

    private Future<Void> atoms(RoutingContext routing) {
        if (!reading(routing)) {
            return Future.succeededFuture();
        }
        checkOrigin(routing);
        return visitor(routing).compose(visitor -> AtomReader.list(routing, atoms, visitor));
    }

    private Future<Void> atom(RoutingContext routing) {
        HttpMethod method = routing.request().method();
        if (method == HttpMethod.PUT || method == HttpMethod.PATCH) {
            checkOrigin(routing);
            return keepingBody(routing, admitted(routing)).compose(admitted -> write(routing, admitted));
        }
        if (method == HttpMethod.OPTIONS) {
            routing.response().putHeader("Accept-Patch", AtomWriter.ACCEPT_PATCH);
        }
        if (!allowing(routing, "GET, HEAD, PUT, PATCH, OPTIONS")) {
            return Future.succeededFuture();
        }
        checkOrigin(routing);
        return admitted(routing)
                .compose(admitted -> sought(routing))
                .compose(atom -> AtomReader.get(routing, present(routing, atom)));
    }

    private Future<Void> write(RoutingContext routing, Admitted admitted) {
        boolean isPut = routing.request().method() == HttpMethod.PUT;
        String id = routing.pathParam("id");
        if (!admitted.grant().write()) {
            throw forbidden(admitted.visitor(), "this client may not write \"" + ProblemException.shown(id) + "\"");
        }
        Writer author = new Writer(admitted.visitor().author(), admitted.grant().writes());
        return keepingBody(routing, sought(routing)).compose(sought -> {
            if (isPut && atoms.makesAtoms() && sought == null) {
                return writer.make(routing, id, author);
            }
            AtomResource atom = present(routing, sought);
            return isPut ? writer.put(routing, atom, author) : writer.patch(routing, atom, author);
        });
    }

    private Future<Void> history(RoutingContext routing) {
        if (!reading(routing)) {
            return Future.succeededFuture();
        }
        checkOrigin(routing);
        return admitted(routing)
                .compose(admitted -> sought(routing))
                .compose(atom -> HistoryReader.get(routing, routing.pathParam("id"), present(routing, atom)));
    }

    /**
     * Who sends a request about an atom that it may read.
     *
     * @param visitor who
     * @param grant what it may do with the atom
     */
    private record Admitted(Visitor visitor, Grant grant) {}

    private Future<Visitor> visitor(RoutingContext routing) {
        return Answers.here(visitors.of(routing.request()));
    }

    /** Whether there is such an atom is not told to who may not read it. */
    private Future<Admitted> admitted(RoutingContext routing) {
        String id = routing.pathParam("id");
        return visitor(routing)
                .compose(visitor -> Answers.here(visitor.grant(id).otherwise(Grant.NONE))
                        .map(grant -> {
                            if (!grant.read()) {
                                throw forbidden(
                                        visitor, "this client may not read \"" + ProblemException.shown(id) + "\"");
                            }
                            return new Admitted(visitor, grant);
                        }));
    }

    private static ProblemException forbidden(Visitor visitor, String why) {
        return visitor.isNobody() ? Problem.unauthenticated(why) : Problem.FORBIDDEN.because(why);
    }

    /** What comes in of a body before it is read must not be lost. */
    private static <T> Future<T> keepingBody(RoutingContext routing, Future<T> first) {
        HttpServerRequest request = routing.request();
        if (!first.isComplete() && !request.isEnded()) {
            request.pause();
        }
        return first;
    }

    private void checkOrigin(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        boolean isWrite = request.method() == HttpMethod.PUT || request.method() == HttpMethod.PATCH;
        if (!(isWrite ? origins.allow(request) : origins.allowReading(request))) {
            throw Problem.FOREIGN_ORIGIN.because(origins.advice(request));
        }
    }

    private Future<Void> openApi(RoutingContext routing) {
        if (reading(routing)) {
            Answers.send(routing, 200, MediaTypes.JSON, description);
        }
        return Future.succeededFuture();
    }

    private boolean reading(RoutingContext routing) {
        return allowing(routing, READING);
    }

    /** Whether it is to be read; tells what may be done here if that is the question, fails if it is something else. */
    private static boolean allowing(RoutingContext routing, String allowed) {
        HttpMethod method = routing.request().method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            return true;
        }
        if (method != HttpMethod.OPTIONS) {
            throw Problem.METHOD_NOT_ALLOWED.because("allowed here: " + allowed).withHeader("Allow", allowed);
        }
        routing.response().putHeader("Allow", allowed);
        Answers.send(routing, 204);
        return false;
    }

    /** The atom that a request is about, as new as the request knows it; null if there is none. */
    private Future<@Nullable AtomResource> sought(RoutingContext routing) {
        return Answers.here(atoms.lookFor(routing.pathParam("id"), newest -> NamedVersions.areKnown(routing, newest)));
    }

    private static AtomResource present(RoutingContext routing, @Nullable AtomResource atom) {
        if (atom == null) {
            throw Problem.UNKNOWN_ATOM.because(
                    "there is no atom \"" + ProblemException.shown(routing.pathParam("id")) + "\"");
        }
        return atom;
    }

    private static String resource(String name) {
        try (InputStream in = HttpEndpoint.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing beside " + HttpEndpoint.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + name + " can't be read", e);
        }
    }

    /** Answers a request; a failure has not been answered. */
    private interface Action {
        Future<Void> answer(RoutingContext routing);
    }
}
