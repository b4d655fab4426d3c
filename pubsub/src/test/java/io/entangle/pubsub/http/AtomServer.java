package io.entangle.pubsub.http;

import io.entangle.atom.Atom;
import io.entangle.pubsub.transport.Origins;
import io.entangle.pubsub.transport.WebSocketEndpoint;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server with atoms in memory, and a client of it that holds every answer against the description served. */
final class AtomServer implements AutoCloseable, AtomResources {
    private static final int RETAINED = 1000;

    final Vertx vertx = Vertx.vertx();
    private final Map<String, MemoryAtom<?>> atoms = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicInteger connections = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean makesAtoms;
    private volatile Runnable beforeMaking = () -> {};

    AtomServer() {
        this(HttpOptions.DEFAULT);
    }

    AtomServer(HttpOptions options) {
        Router root = Router.router(vertx);
        HttpEndpoint.answerFailures(root);
        Router mounted = Router.router(vertx);
        new HttpEndpoint(this, options, new Origins(Set.of("https://app.example")), Visitors.ANYBODY).mount(mounted);
        mounted.get("/fails").handler(routing -> {
            throw new IllegalStateException("a secret of the hub");
        });
        root.route("/entangle/*").subRouter(mounted);
        server = await(vertx.createHttpServer(WebSocketEndpoint.serverOptions(64 * 1024, Duration.ZERO)
                        .setHttp2ClearTextEnabled(true)) // as an application may have it
                .connectionHandler(connection -> {
                    connections.incrementAndGet();
                    connection.closeHandler(closed -> connections.decrementAndGet());
                })
                .requestHandler(root)
                .listen(0, "127.0.0.1"));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    MemoryAtom<Doc> atom(String id, Doc initial) {
        return host(id, Atom.of(initial), RETAINED);
    }

    <T> MemoryAtom<T> host(String id, Atom<T> atom, int retained) {
        MemoryAtom<T> resource = new MemoryAtom<>(atom, retained, vertx.getOrCreateContext());
        atoms.put(id, resource);
        return resource;
    }

    @Override
    public @Nullable AtomResource find(String id) {
        return atoms.get(id);
    }

    @Override
    public Set<String> ids() {
        return atoms.keySet();
    }

    /** Lets atoms be made from now on. */
    void makeAtoms() {
        makesAtoms = true;
    }

    /** What happens before the next atom is made. */
    void beforeMaking(Runnable action) {
        beforeMaking = action;
    }

    @Override
    public boolean makesAtoms() {
        return makesAtoms;
    }

    @Override
    public Future<@Nullable Revision> make(String id, Doc value) {
        return vertx.executeBlocking(() -> {
            beforeMaking.run();
            if (!id.matches("[A-Za-z0-9./-]+")) {
                throw new IllegalArgumentException("that is no id: \"" + id + "\"");
            }
            return atoms.containsKey(id) ? null : atom(id, value).current();
        });
    }

    int openConnections() {
        return connections.get();
    }

    int port() {
        return server.actualPort();
    }

    Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer put(String path, String json, String... headers) {
        return send("PUT", path, json, with(headers, "Content-Type", "application/json"));
    }

    Answer jsonPatch(String path, String patch, String... headers) {
        return send("PATCH", path, patch, with(headers, "Content-Type", "application/json-patch+json"));
    }

    Answer mergePatch(String path, String patch, String... headers) {
        return send("PATCH", path, patch, with(headers, "Content-Type", "application/merge-patch+json"));
    }

    private static String[] with(String[] headers, String... more) {
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }

    Answer send(String method, String path, String body, String... headers) {
        return send(method, path, BodyPublishers.ofString(body), headers);
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port() + "/entangle" + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            Contract.check(method, path, response);
            return new Answer(response);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        Doc json() {
            return Doc.parse(body());
        }

        /** Null if there is no such header. */
        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The status and the code of a problem. */
        String problem() {
            return status() + " " + json().get("code");
        }
    }
}
