package io.entangle.pubsub.http;

import io.entangle.value.Doc;
import io.vertx.core.MultiMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request can't be answered as it wishes. */
final class ProblemException extends RuntimeException {
    private static final int MAX_DETAIL = 500;
    private static final int MAX_SHOWN = 80;
    private static final Pattern UNSAFE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private final Problem problem;
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private Doc members = Doc.of();

    ProblemException(Problem problem, String detail) {
        super(shown(detail, MAX_DETAIL), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    MultiMap headers() {
        return headers;
    }

    ProblemException withHeader(String name, String value) {
        headers.set(name, value);
        return this;
    }

    ProblemException withMember(String name, @Nullable Object value) {
        members = members.with(name, value);
        return this;
    }

    /** The problem details of RFC 9457. */
    Doc details(String instance) {
        return members.with("type", "urn:entangle:problem:" + problem.code())
                .with("title", problem.title())
                .with("status", problem.status())
                .with("detail", getMessage())
                .with("instance", instance)
                .with("code", problem.code());
    }

    /** Text that came from outside, as it may stand in a message: without characters that a terminal or a log obeys. */
    static String shown(String text) {
        return shown(text, MAX_SHOWN);
    }

    private static String shown(String text, int max) {
        String printable = UNSAFE.matcher(text).replaceAll("?");
        return printable.codePointCount(0, printable.length()) <= max
                ? printable
                : printable.substring(0, printable.offsetByCodePoints(0, max)) + "…";
    }
}
