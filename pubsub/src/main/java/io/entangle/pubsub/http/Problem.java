package io.entangle.pubsub.http;

import io.entangle.atom.RefusedException;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.RefusedWriteException;
import io.vertx.ext.web.handler.HttpException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be wrong with a request, as problem details (RFC 9457) name it: the twin of the table in docs/http.md. */
enum Problem {
    MALFORMED_REQUEST(400, "The request is malformed"),
    BAD_PARAMETER(400, "A query parameter is wrong"),
    BAD_JSON(400, "The body is no JSON, or holds what no value can hold"),
    BAD_PATCH(400, "The body is no patch"),
    BAD_FRAMES(400, "The body holds no frames"),
    UNAUTHENTICATED(401, "Nobody has proved who this is"),
    FOREIGN_ORIGIN(403, "Pages of this origin may not do that"),
    FORBIDDEN(403, "That is not allowed"),
    NOT_FOUND(404, "There is no such address"),
    UNKNOWN_ATOM(404, "There is no such atom"),
    UNKNOWN_VERSION(404, "There never was such a version"),
    METHOD_NOT_ALLOWED(405, "That can't be done here"),
    NOT_ACCEPTABLE(406, "It can't be had in a form the request accepts"),
    TIMEOUT(408, "The body took too long to come in"),
    PATCH_CONFLICT(409, "The patch can't be done to the value"),
    OUT_OF_STEP(409, "Something is missing before that"),
    NO_CONNECTION(410, "There is no such connection"),
    FORGOTTEN(410, "That version is kept no longer"),
    STALE(412, "The atom has another version"),
    TOO_LARGE(413, "That is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is of a kind that is not taken here"),
    EXPECTATION_FAILED(417, "The expectation can't be met"),
    REFUSED(422, "The value was refused"),
    RATE_LIMITED(429, "That is too much in the time"),
    INTERNAL(500, "The hub failed"),
    UNAVAILABLE(503, "The hub can't do that for now");

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    private static final String RETRY_AFTER_SECONDS = "1";

    /** Of the attempts that somebody has in a minute, there are some again by then. */
    private static final String RATE_LIMITED_SECONDS = "30";

    private final int status;
    private final String title;

    Problem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    ProblemException because(String detail) {
        return new ProblemException(this, detail);
    }

    /** Whoever sends the request may do more once it has proved who it is. */
    static ProblemException unauthenticated(String detail) {
        return UNAUTHENTICATED.because(detail).withHeader("WWW-Authenticate", "Bearer");
    }

    /** The problem of a failure, whatever it is; what nobody has foreseen is the hub's. */
    static ProblemException of(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return problem;
        } else if (failure instanceof ResourceException resource) {
            return of(resource.reason().problem(), resource.getMessage());
        } else if (failure instanceof EntangleException coded) {
            Problem problem = of(coded.code());
            return problem == UNAUTHENTICATED ? unauthenticated(coded.getMessage()) : of(problem, coded.getMessage());
        } else if (failure instanceof RefusedWriteException refused) {
            return (refused.code() == RefusalCode.FORBIDDEN ? FORBIDDEN : TOO_LARGE).because(refused.getMessage());
        } else if (failure instanceof RefusedException) {
            return REFUSED.because(failure.getMessage());
        } else if (failure instanceof HttpException http) {
            return ofStatus(http.getStatusCode());
        } else if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        LOG.error("a request over HTTP failed", failure);
        return ofStatus(INTERNAL.status);
    }

    private static ProblemException of(Problem problem, String detail) {
        ProblemException exception = problem.because(detail);
        return switch (problem) {
            case UNAVAILABLE -> exception.withHeader("Retry-After", RETRY_AFTER_SECONDS);
            case RATE_LIMITED -> exception.withHeader("Retry-After", RATE_LIMITED_SECONDS);
            default -> exception;
        };
    }

    private static Problem of(ErrorCode code) {
        return switch (code) {
            case MALFORMED -> BAD_FRAMES;
            case UNAUTHENTICATED, EXPIRED -> UNAUTHENTICATED;
            case FORBIDDEN -> FORBIDDEN;
            case NOT_CONNECTED -> NO_CONNECTION;
            case OUT_OF_STEP -> OUT_OF_STEP;
            case TOO_LARGE -> TOO_LARGE;
            case RATE_LIMITED -> RATE_LIMITED;
            case OVERLOADED, CLOSING -> UNAVAILABLE;
            default -> INTERNAL;
        };
    }

    /** The problem of a failure for which Vert.x has a status alone. */
    static ProblemException ofStatus(int status) {
        return switch (status) {
            case 400 -> MALFORMED_REQUEST.because("the path, the query or a header is malformed");
            case 404 -> NOT_FOUND.because("nothing is to be had at this path");
            case 405 -> METHOD_NOT_ALLOWED.because("nothing at this path knows the method");
            case 406 -> NOT_ACCEPTABLE.because("nothing at this path is of a kind that the request accepts");
            case 413 -> TOO_LARGE.because("the request is larger than the server takes");
            case 415 -> UNSUPPORTED_MEDIA_TYPE.because("nothing at this path takes a body of that kind");
            default ->
                status >= 400 && status < 500
                        ? MALFORMED_REQUEST.because("the request was refused with status " + status)
                        : INTERNAL.because("the reason stands in the hub's log");
        };
    }
}
