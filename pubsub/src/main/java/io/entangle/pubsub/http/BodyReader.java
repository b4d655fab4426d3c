package io.entangle.pubsub.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Takes in a request's body, and no more of it than is allowed. */
final class BodyReader {
    static final int SMALL_BYTES = 64 * 1024;

    private final int maxBytes;
    private final Promise<byte[]> whole = Promise.promise();
    private @Nullable Buffer taken = Buffer.buffer();

    private BodyReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The body. Must be called before the request's handler returns: what came in meanwhile would be lost. */
    static Future<byte[]> read(RoutingContext routing, HttpOptions options) {
        HttpServerRequest request = routing.request();
        BodyReader reader = new BodyReader(options.maxBodyBytes());
        reader.checkHead(request);
        if (request.isEnded()) {
            // the application's own router has taken it in
            Buffer body = routing.body() == null ? null : routing.body().buffer();
            reader.accept(body == null ? Buffer.buffer() : body);
            reader.finish();
            return reader.whole.future();
        }
        long timer = routing.vertx()
                .setTimer(
                        options.bodyTimeout().toMillis(),
                        late -> reader.fail(Problem.TIMEOUT.because("the body was not here after "
                                + options.bodyTimeout().toMillis() + " ms")));
        request.handler(reader::accept);
        request.endHandler(ended -> reader.finish());
        request.exceptionHandler(error ->
                reader.fail(Problem.MALFORMED_REQUEST.because("the body broke off, or its chunks are malformed")));
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect")) && request.version() != HttpVersion.HTTP_1_0) {
            routing.response().writeContinue();
        }
        request.resume();
        return reader.whole.future().onComplete(done -> routing.vertx().cancelTimer(timer));
    }

    private void checkHead(HttpServerRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.UNSUPPORTED_MEDIA_TYPE
                    .because("bodies are taken without Content-Encoding, but found \""
                            + ProblemException.shown(encoding) + "\"")
                    .withHeader("Accept-Encoding", "identity");
        }
        if (announced(request) > maxBytes) {
            throw tooLarge();
        }
        String expected = request.getHeader("Expect");
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            throw Problem.EXPECTATION_FAILED.because(
                    "only 100-continue may be expected, but found \"" + ProblemException.shown(expected) + "\"");
        }
    }

    /** How many bytes the body has according to the request's head, -1 if that does not say. */
    static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length.trim());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void accept(Buffer part) {
        if (taken == null) {
            return;
        }
        if (taken.length() + (long) part.length() > maxBytes) {
            fail(tooLarge());
        } else {
            taken.appendBuffer(part);
        }
    }

    private void finish() {
        if (taken != null) {
            whole.tryComplete(taken.getBytes());
        }
    }

    private void fail(ProblemException problem) {
        taken = null;
        whole.tryFail(problem);
    }

    private ProblemException tooLarge() {
        return Problem.TOO_LARGE.because("a body has at most " + maxBytes + " bytes");
    }
}
