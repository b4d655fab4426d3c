package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Rules;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether there is an atom, a channel or a client is not told to who may not read it: all answers are the same. */
final class HiddenAtomsIT {
    private static final String THERE = "payroll-2026";
    private static final String NOT_THERE = "payroll-2027";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Hub hub = Hub.builder(vertx)
            .createOnPut(true)
            .authenticator(shown ->
                    Future.succeededFuture(shown.token() == null ? Identity.ANONYMOUS : Identity.of(shown.token())))
            .authorizer(Rules.builder().atom("news").read().build())
            .listen(0);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void open() {
        hub.atom("news", Doc.of());
        hub.atom(THERE, Doc.of("secret", 1)).swap(doc -> doc.with("secret", 2));
        hub.channels().presence(THERE).toCompletionStage().toCompletableFuture().join();
    }

    private String http(String method, String path, String type, String body, String user) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle" + path));
        if (!user.isEmpty()) {
            request.header("Authorization", "Bearer " + user);
        }
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        return answer.statusCode() + " " + headers + " " + answer.body();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "GET!!!",
                "HEAD!!!",
                "OPTIONS!!!",
                "DELETE!!!",
                "GET!/history!!",
                "GET!?since=0!!",
                "GET!?version=1!!",
                "GET!?version=99!!",
                "GET!?at=2026-11-20T15:00:00Z!!",
                "GET!?nonsense=1!!",
                "PUT!!application/json!{}",
                "PUT!!application/json!no json",
                "PATCH!!application/merge-patch+json!{}",
                "PATCH!!application/json-patch+json![{'op':'test','path':'/secret','value':2}]"
            })
    void http_answersAlike(String method, String more, String type, String body) throws Exception {
        open();
        String rest = more == null ? "" : more;
        for (String user : new String[] {"ada", ""}) {
            String there = http(
                    method,
                    "/atoms/" + THERE + rest,
                    type == null ? "" : type,
                    body == null ? "" : body.replace('\'', '"'),
                    user);
            String notThere = http(
                    method,
                    "/atoms/" + NOT_THERE + rest,
                    type == null ? "" : type,
                    body == null ? "" : body.replace('\'', '"'),
                    user);

            assertThat(there).isEqualTo(notThere.replace(NOT_THERE, THERE));
            assertThat(there).doesNotContain("secret");
        }
        assertThat(hub.atomIds()).doesNotContain(NOT_THERE);
        assertThat(http("GET", "/atoms", "", "", "ada")).contains("news").doesNotContain("payroll");
    }

    @Test
    void connection_answersAlike() throws Exception {
        open();
        try (RawClient raw = new RawClient(vertx, hub.port())) {
            raw.send(new Frame.Hello(1, "raw", new SiteId(7), "ada"));
            assertThat(raw.receive()).isInstanceOf(Frame.Welcome.class);
            raw.send(new Frame.Join("@me", null, 0, null));
            raw.receive();

            List<String> answers = new ArrayList<>();
            long sequence = 0;
            for (String id : List.of(THERE, NOT_THERE)) {
                List<Frame> said = new ArrayList<>();
                for (String atom : List.of(id, "@presence/" + id)) {
                    raw.send(new Frame.Subscribe(atom, new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
                    said.add(raw.receive());
                }
                raw.send(new Frame.Join(id, null, 5, null));
                said.add(raw.receive());
                raw.send(new Frame.Send(++sequence, id, "chat/say", Doc.of(), true));
                Frame.Batch reply = (Frame.Batch) raw.receive();
                Frame.Reply refusal = (Frame.Reply) reply.frames().get(0);
                said.add(new Frame.Reply(0, 0, 0, refusal.failure(), refusal.data()));
                answers.add(said.toString());
            }

            assertThat(answers.get(0)).isEqualTo(answers.get(1).replace(NOT_THERE, THERE));
        }
    }
}
