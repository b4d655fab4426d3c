package io.entangle.pubsub.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

/** Asks a hub over HTTP. What it refuses is a {@link CommandFailure} with the hub's own words. */
final class HubRequests {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI hub;

    HubRequests(HubAddress address) {
        this.hub = address.http();
    }

    /** {@return the path of an atom} */
    static String atom(String id) {
        return "/atoms/" + encoded(id);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET().build(), BodyHandlers.ofString());
    }

    /** {@return the lines of an answer, as they come; to be closed} */
    Stream<String> lines(String path) {
        return send(request(path).header("Accept", "application/x-ndjson").GET().build(), BodyHandlers.ofLines())
                .body();
    }

    /** Writes. The last of the parameters are headers, names and values by turns. */
    HttpResponse<String> write(String method, String path, String type, String body, String... headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", type).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(hub + path)).timeout(ANSWER);
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
        HttpResponse<T> answer;
        try {
            answer = client.send(request, body);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new CommandFailure(CommandFailure.FAILED, "no hub can be reached at " + hub, e);
        } catch (HttpTimeoutException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "the hub at " + hub + " has not answered for " + ANSWER.toSeconds() + " s",
                    e);
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, "the connection to " + hub + " broke off: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(CommandFailure.FAILED, "interrupted", e);
        }
        if (answer.statusCode() >= 300) {
            throw refused(answer.statusCode(), text(answer.body()));
        }
        return answer;
    }

    private static String text(Object body) {
        if (body instanceof Stream<?> lines) {
            try (lines) {
                return String.join("\n", lines.map(String::valueOf).toList());
            }
        }
        return String.valueOf(body);
    }

    private CommandFailure refused(int status, String body) {
        String detail = "";
        String code = "";
        try {
            JsonNode problem = Json.TREES.readTree(body);
            detail = problem.path("detail").asText("");
            code = problem.path("code").asText("");
        } catch (JsonProcessingException e) {
            // not a hub's
        }
        if (detail.isEmpty() || code.equals("not-found")) {
            return new CommandFailure(
                    CommandFailure.FAILED,
                    hub + " answers with status " + status + ": is it the address of a hub, with its mount point?");
        }
        return switch (status) {
            case 404, 410 -> new CommandFailure(CommandFailure.NOT_FOUND, detail);
            case 412 -> new CommandFailure(CommandFailure.STALE, detail);
            default -> new CommandFailure(CommandFailure.FAILED, detail);
        };
    }
}
