package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.atom.Revision;
import io.entangle.journal.MemoryJournal;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Rules;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Atoms over plain HTTP, where not everybody may do everything. */
final class AuthorizedHttpIT {
    private static final Doc BOARD =
            Doc.of("owner", "root", "title", "Board", "users", Doc.of("ada", Doc.of("n", 0), "bob", Doc.of("n", 0)));
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Hub hub = Hubs.builder(vertx)
            .createOnPut(true)
            .authenticator(shown -> {
                Promise<Identity> later = Promise.promise();
                vertx.setTimer(5, now -> {
                    if ("stale".equals(shown.token())) {
                        later.complete(new Identity("ada", Doc.of(), Instant.EPOCH));
                    } else if ("wrong".equals(shown.token())) {
                        later.fail(new EntangleException(ErrorCode.UNAUTHENTICATED, "that token proves nothing"));
                    } else {
                        later.complete(shown.token() == null ? Identity.ANONYMOUS : Identity.of(shown.token()));
                    }
                });
                return later.future();
            })
            .authorizer(Rules.builder()
                    .atom("board")
                    .users()
                    .read()
                    .write("/title", "/users/{user}")
                    .atom("notes/{user}")
                    .read()
                    .write()
                    .atom("made/{user}")
                    .read()
                    .write("/some")
                    .atom("news")
                    .read()
                    .build())
            .listen(0);
    private final Atom<Doc> board = hub.atom("board", BOARD);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpResponse<String> send(String user, String method, String path, String type, String body)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle" + path));
        if (!user.isEmpty()) {
            request.header("Authorization", "Bearer " + user);
        }
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String user, String path) throws Exception {
        return send(user, "GET", path, "", "");
    }

    private static String problem(HttpResponse<String> answer) {
        return answer.statusCode() + " " + Doc.parse(answer.body()).get("code");
    }

    @Test
    void get_byWhoMayRead_isAnswered_othersAreToldNothing() throws Exception {
        hub.atom("notes/bob", Doc.of("secret", "bobs"));

        assertThat(get("ada", "/atoms/board").statusCode()).isEqualTo(200);
        assertThat(problem(get("", "/atoms/board"))).isEqualTo("401 unauthenticated");
        assertThat(get("", "/atoms/board").headers().firstValue("WWW-Authenticate"))
                .contains("Bearer");
        assertThat(problem(get("wrong", "/atoms/board"))).isEqualTo("401 unauthenticated");
        assertThat(problem(get("stale", "/atoms/board"))).isEqualTo("401 unauthenticated");
        for (String path : new String[] {"notes%2Fbob", "notes%2Fbob/history", "notes%2Fbob?since=0"}) {
            HttpResponse<String> forbidden = get("ada", "/atoms/" + path);
            HttpResponse<String> unknown = get("ada", "/atoms/" + path.replace("bob", "eve"));
            assertThat(problem(forbidden)).isEqualTo("403 forbidden");
            assertThat(forbidden.body().replace("bob", "eve")).isEqualTo(unknown.body());
            assertThat(forbidden.headers().map().keySet())
                    .isEqualTo(unknown.headers().map().keySet());
        }
    }

    @Test
    void list_hasWhatMayBeRead() throws Exception {
        hub.atom("news", Doc.of());
        hub.atom("notes/ada", Doc.of());
        hub.atom("notes/bob", Doc.of());

        assertThat(get("ada", "/atoms").body())
                .contains("board", "news", "notes/ada")
                .doesNotContain("bob");
        assertThat(get("", "/atoms").body()).contains("news").doesNotContain("board", "notes");
        Doc first = Doc.parse(get("ada", "/atoms?limit=2").body());
        assertThat(((Doc) first.get("atoms")).size()).isEqualTo(2);
        assertThat(first.get("next")).isEqualTo("news");
        assertThat(get("ada", "/atoms?limit=2&after=news").body())
                .contains("notes/ada")
                .doesNotContain("board");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "[{'op':'replace','path':'/title','value':'x'}]!204",
                "[{'op':'add','path':'/users/ada/m','value':1}]!204",
                "[{'op':'test','path':'/owner','value':'root'},{'op':'remove','path':'/users/ada'}]!204",
                "[{'op':'copy','from':'/owner','path':'/title'}]!204",
                "[{'op':'replace','path':'/owner','value':'ada'}]!403",
                "[{'op':'replace','path':'/users','value':{'ada':{'n':1}}}]!403",
                "[{'op':'move','from':'/owner','path':'/title'}]!403",
                "[{'op':'move','from':'/title','path':'/owner'}]!403",
                "[{'op':'copy','from':'/title','path':'/owner'}]!403",
                "[{'op':'remove','path':'/users/bob'}]!403",
                "[{'op':'remove','path':'/users'}]!403",
                "[{'op':'add','path':'/users/eve','value':{}}]!403",
                "[{'op':'add','path':'/users~1ada','value':1}]!403",
                "[{'op':'add','path':'/','value':1}]!403",
                "[{'op':'replace','path':'','value':{}}]!403",
                "[{'op':'remove','path':'/users/bob/n'},{'op':'replace','path':'/title','value':'x'}]!403",
                "[{'op':'remove','path':'/users/bob'},{'op':'add','path':'/users/bob','value':{'n':0}}]!204"
            })
    void jsonPatch_ofPlaces_isTakenWhereItMay(String patch, int status) throws Exception {
        HttpResponse<String> answer = send("ada", "PATCH", "/atoms/board", JSON_PATCH, patch.replace('\'', '"'));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (status == 403) {
            assertThat(problem(answer)).isEqualTo("403 forbidden");
            assertThat(board.get()).isEqualTo(BOARD);
            assertThat(board.version()).isZero();
        }
    }

    @Test
    void putAndMergePatch_areTakenForWhatTheyChange() throws Exception {
        Doc mine = BOARD.with("title", "x");

        assertThat(send("ada", "PUT", "/atoms/board", "application/json", mine.toCanonicalJson())
                        .statusCode())
                .isEqualTo(204);
        assertThat(problem(send(
                        "ada",
                        "PUT",
                        "/atoms/board",
                        "application/json",
                        mine.without("owner").toCanonicalJson())))
                .isEqualTo("403 forbidden");
        assertThat(problem(send("ada", "PATCH", "/atoms/board", MERGE_PATCH, "{\"users\":null}")))
                .isEqualTo("403 forbidden");
        assertThat(send("ada", "PATCH", "/atoms/board", MERGE_PATCH, "{\"users\":{\"ada\":{\"n\":2}}}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(board.version()).isEqualTo(2);
    }

    @Test
    void write_byWhoMayNot_isToldBeforeTheBodyIsLookedAt_andTheConnectionGoesOn() throws Exception {
        hub.atom("news", Doc.of());

        assertThat(problem(send("ada", "PUT", "/atoms/news", "application/json", "1")))
                .isEqualTo("403 forbidden");
        assertThat(problem(send("ada", "PUT", "/atoms/nothing", "application/json", "no json")))
                .isEqualTo("403 forbidden");
        assertThat(problem(send("", "PUT", "/atoms/news", "application/json", "1")))
                .isEqualTo("401 unauthenticated");
        assertThat(problem(send("", "PATCH", "/atoms/board", MERGE_PATCH, "1"))).isEqualTo("401 unauthenticated");
        assertThat(get("ada", "/atoms/news").body()).isEqualTo("{}");
    }

    @Test
    void put_ofAnUnknownAtom_makesItForWhoMayWriteAllOfIt() throws Exception {
        assertThat(send("ada", "PUT", "/atoms/notes%2Fada", "application/json", "{}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(problem(send("ada", "PUT", "/atoms/notes%2Fbob", "application/json", "{}")))
                .isEqualTo("403 forbidden");
        assertThat(problem(send("ada", "PUT", "/atoms/made%2Fada", "application/json", "{\"some\":1}")))
                .isEqualTo("403 forbidden");
        assertThat(problem(send("ada", "PUT", "/atoms/@users", "application/json", "{}")))
                .isEqualTo("403 forbidden");
        assertThat(hub.atomIds()).containsExactlyInAnyOrder("board", "notes/ada");
    }

    @Test
    void hubsOwnAtoms_onAnOpenHub_areReadAndNotWritten() throws Exception {
        try (Hub open = Hubs.builder(vertx).createOnPut(true).listen(0)) {
            open.channels()
                    .connectedUsers()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            URI users = URI.create("http://127.0.0.1:" + open.port() + "/entangle/atoms/@users");
            URI presence = URI.create("http://127.0.0.1:" + open.port() + "/entangle/atoms/@presence%2Fnew");

            for (URI uri : new URI[] {users, presence}) {
                HttpRequest put = HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"eve\":{}}"))
                        .build();
                assertThat(http.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
            }
            assertThat(http.send(HttpRequest.newBuilder(users).build(), BodyHandlers.ofString())
                            .body())
                    .isEqualTo("{}");
            assertThat(open.atomIds()).containsExactly("@users");
        }
    }

    @Test
    void author_isTheUser() {
        MemoryJournal journal = new MemoryJournal();
        try (Hub journaled = Hub.builder(vertx)
                .journal(journal)
                .authenticator(shown -> Future.succeededFuture(Identity.of(String.valueOf(shown.token()))))
                .authorizer(Authorizer.everything())
                .listen(0)) {
            Atom<Doc> atom = journaled.atom("a", Doc.of());
            http.sendAsync(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + journaled.port() + "/entangle/atoms/a"))
                                    .header("Authorization", "bearer ada")
                                    .header("Content-Type", "application/json")
                                    .PUT(BodyPublishers.ofString("{\"n\":1}"))
                                    .build(),
                            BodyHandlers.discarding())
                    .join();

            assertThat(atom.history(1, 1)).extracting(Revision::author).containsExactly("@ada/http");
        }
    }
}
