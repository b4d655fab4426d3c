package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** How answers are sent. */
final class Answers {
    /** How long a client that goes on sending what nobody reads has to see the answer before it is cut off. */
    private static final long LINGER_MS = 1000;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Answers() {}

    /** The same future, completing on the context of the request that is being handled. */
    static <T> Future<T> here(Future<T> future) {
        Context context = Vertx.currentContext();
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> {
            if (context == null || Vertx.currentContext() == context) {
                promise.handle(result);
            } else {
                context.runOnContext(run -> promise.handle(result));
            }
        });
        return promise.future();
    }

    /** Adds what says which revision an answer shows. */
    static void describe(RoutingContext routing, Revision revision) {
        describe(routing, revision.version());
        routing.response()
                .putHeader("ETag", EntityTags.of(revision.version()))
                .putHeader("Last-Modified", HTTP_DATE.format(revision.time()));
    }

    /** Adds what says which version an answer leads to. */
    static void describe(RoutingContext routing, Version version) {
        routing.response()
                .putHeader("Entangle-Version", Long.toString(version.number()))
                .putHeader("Entangle-Epoch", epoch(version));
    }

    static String epoch(Version version) {
        return HexFormat.of().toHexDigits(version.epoch());
    }

    static void begin(RoutingContext routing, int status) {
        routing.response()
                .setStatusCode(status)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-cache");
    }

    static void send(RoutingContext routing, int status) {
        begin(routing, status);
        routing.response().end();
    }

    static void send(RoutingContext routing, int status, String type, String text) {
        begin(routing, status);
        Buffer body = Buffer.buffer(text.getBytes(StandardCharsets.UTF_8));
        HttpServerResponse response = routing.response().putHeader("Content-Type", type);
        if (routing.request().method() == HttpMethod.HEAD) {
            response.putHeader("Content-Length", Integer.toString(body.length()));
            response.end();
        } else {
            response.end(body);
        }
    }

    /** Sends why a request can't be answered; nothing if an answer has begun or nobody is there to read it. */
    static void problem(RoutingContext routing, Throwable failure) {
        HttpServerResponse response = routing.response();
        if (response.closed() || response.ended()) {
            return;
        }
        ProblemException problem = Problem.of(failure);
        if (response.headWritten()) {
            // all that can be said now is that the answer is not whole
            response.reset();
            return;
        }
        HttpServerRequest request = routing.request();
        boolean isCut = isSending(request, problem.problem());
        if (isCut && request.version() != HttpVersion.HTTP_2) {
            response.putHeader("Connection", "close");
        }
        response.headers().addAll(problem.headers());
        send(
                routing,
                problem.problem().status(),
                MediaTypes.PROBLEM,
                problem.details(instance(request)).toCanonicalJson());
        if (isCut) {
            cut(routing);
        } else if (!request.isEnded()) {
            request.resume(); // what comes of a body is not looked at, and the next request comes behind it
        }
    }

    /** Whether a body is still coming of which nobody knows that it is small and will be here soon. */
    private static boolean isSending(HttpServerRequest request, Problem problem) {
        boolean isWrite = request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD;
        long announced = BodyReader.announced(request);
        boolean isSmall = announced >= 0 && announced <= BodyReader.SMALL_BYTES && problem != Problem.TIMEOUT;
        boolean isAnnounced = announced > 0
                || request.headers().contains("Transfer-Encoding")
                || request.version() == HttpVersion.HTTP_2 && isWrite;
        return isAnnounced && !isSmall && !request.isEnded();
    }

    /** Ends the connection when the client has said all, or soon: closed at once, it would not see the answer. */
    private static void cut(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Runnable close = request.version() == HttpVersion.HTTP_2
                ? () -> routing.response().reset()
                : () -> request.connection().close();
        long timer = routing.vertx().setTimer(LINGER_MS, late -> close.run());
        request.handler(unread -> {});
        request.exceptionHandler(gone -> {});
        request.endHandler(ended -> {
            if (routing.vertx().cancelTimer(timer)) {
                close.run();
            }
        });
        request.resume();
    }

    /** The path as it came, with nothing in it that is not of a URI. */
    static String instance(HttpServerRequest request) {
        StringBuilder safe = new StringBuilder();
        for (byte octet : String.valueOf(request.path()).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean isAllowed = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~!$&'()*+,;=:@/%".indexOf(c) >= 0);
            safe.append(isAllowed ? c : "%" + HexFormat.of().withUpperCase().toHexDigits(octet));
        }
        return safe.toString();
    }
}
