package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.delta.JsonPatch;
import io.entangle.delta.MergePatch;
import io.entangle.pubsub.http.AtomServer.Answer;
import io.entangle.value.Doc;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values, their past and what has changed, over HTTP. */
final class AtomReadingIT {
    private static final String EPOCH = "a1b2c3d4e5f60718";

    private AtomServer server;
    private MemoryAtom<Doc> atom;

    @BeforeEach
    void open() {
        server = new AtomServer();
        atom = server.atom("a", Doc.of("n", 0, "list", Doc.list(1, 2)));
        atom.set("ada", doc -> doc.with("n", 1));
        atom.set("bob", doc -> doc.with("list", Doc.list(1, 2, 3)).with("é\"", "😀"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void get_atom_isItsValueInCanonicalForm_withItsVersion() {
        Answer answer = server.get("/atoms/a");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"list\":[1,2,3],\"n\":1,\"é\\\"\":\"😀\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("ETag")).isEqualTo("\"2-" + EPOCH + "\"");
        assertThat(answer.header("Entangle-Version")).isEqualTo("2");
        assertThat(answer.header("Entangle-Epoch")).isEqualTo(EPOCH);
        assertThat(answer.header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 15:00:02 GMT");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void get_scalarValue_isAnswered() {
        server.atom("s", Doc.from("just text"));

        assertThat(server.get("/atoms/s").body()).isEqualTo("\"just text\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/atoms/a",
                "/atoms/a?since=0",
                "/atoms/a?version=1",
                "/atoms",
                "/atoms/a/history",
                "/openapi.json"
            })
    void head_whatever_isGetWithoutTheBody(String path) {
        Answer get = server.get(path);
        Answer head = server.send("HEAD", path, BodyPublishers.noBody());

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.response().headers().map())
                .isEqualTo(get.response().headers().map());
    }

    @Test
    void head_noAtom_isAProblemWithoutTheBody() {
        Answer head = server.send("HEAD", "/atoms/none", BodyPublishers.noBody());

        assertThat(head.status()).isEqualTo(404);
        assertThat(head.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2-EPOCH\"", "W/\"2-EPOCH\"", "\"x\", \"2-EPOCH\"", "*", "\"x\" ,, W/\"2-EPOCH\""})
    void get_ifNoneMatchOfTheVersion_isNotModified(String tags) {
        Answer answer = server.get("/atoms/a", "If-None-Match", tags.replace("EPOCH", EPOCH));

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("ETag")).isEqualTo("\"2-" + EPOCH + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1-EPOCH\"", "\"2\"", "\"2-0000000000000001\"", "\"\""})
    void get_ifNoneMatchOfAnother_isTheValue(String tags) {
        assertThat(server.get("/atoms/a", "If-None-Match", tags.replace("EPOCH", EPOCH))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void get_ifMatch_isHeldToIt() {
        assertThat(server.get("/atoms/a", "If-Match", "\"2-" + EPOCH + "\"").status())
                .isEqualTo(200);
        assertThat(server.get("/atoms/a", "If-Match", "\"1-" + EPOCH + "\"").problem())
                .isEqualTo("412 stale");
    }

    @Test
    void get_version_isThePast() {
        for (String version : new String[] {"1", "1-" + EPOCH}) {
            Answer answer = server.get("/atoms/a?version=" + version);

            assertThat(answer.json()).isEqualTo(Doc.of("n", 1, "list", Doc.list(1, 2)));
            assertThat(answer.header("ETag")).isEqualTo("\"1-" + EPOCH + "\"");
            assertThat(answer.header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 15:00:01 GMT");
        }
        assertThat(server.get("/atoms/a?version=1", "If-None-Match", "\"1-" + EPOCH + "\"")
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T15:00:00.250Z, 0",
        "2026-11-20T15:00:01.249Z, 0",
        "2026-11-20T15:00:01.250Z, 1",
        "2026-11-20T16:00:01.250%2B01:00, 1",
        "2026-11-20T16:00:01.250+01:00, 1",
        "2026-11-20T10:00:02-05:00, 1",
        "2026-11-20T15:00Z, unknown",
        "9999-12-31T23:59:59Z, 2"
    })
    void get_at_isWhatWasShownThen(String time, String version) {
        Answer answer = server.get("/atoms/a?at=" + time);

        if (version.equals("unknown")) {
            assertThat(answer.problem()).isEqualTo("404 unknown-version");
        } else {
            assertThat(answer.header("Entangle-Version")).isEqualTo(version);
        }
    }

    @Test
    void get_versionThatNeverWas_isNotFound() {
        assertThat(server.get("/atoms/a?version=3").problem()).isEqualTo("404 unknown-version");
        assertThat(server.get("/atoms/a?since=3").problem()).isEqualTo("404 unknown-version");
        assertThat(server.get("/atoms/a?since=9007199254740991").problem()).isEqualTo("404 unknown-version");
    }

    @Test
    void get_forgottenVersion_isGone() {
        MemoryAtom<Doc> short3 = server.host("short", Atom.of(Doc.of("n", 0)), 3);
        for (int i = 1; i <= 5; i++) {
            int n = i;
            short3.set("ada", doc -> doc.with("n", n));
        }

        assertThat(server.get("/atoms/short?version=3").status()).isEqualTo(200);
        assertThat(server.get("/atoms/short?version=2").problem()).isEqualTo("410 forgotten");
        assertThat(server.get("/atoms/short?since=2").problem()).isEqualTo("410 forgotten");
        assertThat(server.get("/atoms/short?at=2026-11-20T15:00:01Z").problem()).isEqualTo("410 forgotten");
        assertThat(server.get("/atoms/short?version=2").json().get("detail", String.class))
                .contains("is 3");
    }

    @Test
    void get_versionOfAnotherEpoch_isGone() {
        atom.loseHistory();

        assertThat(server.get("/atoms/a?since=2-" + EPOCH).problem()).isEqualTo("410 forgotten");
        assertThat(server.get("/atoms/a?version=2-" + EPOCH).problem()).isEqualTo("410 forgotten");
        assertThat(server.get("/atoms/a?version=2").status()).isEqualTo(200);
        assertThat(server.get("/atoms/a", "If-None-Match", "\"2-" + EPOCH + "\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void get_since_isAJsonPatchFromThereToNow() {
        Answer answer = server.get("/atoms/a?since=0-" + EPOCH);

        assertThat(answer.header("Content-Type")).isEqualTo("application/json-patch+json");
        assertThat(answer.header("Entangle-Version")).isEqualTo("2");
        assertThat(answer.header("ETag")).isNull();
        assertThat(answer.header("Vary")).isEqualTo("Accept");
        assertThat(JsonPatch.apply(server.get("/atoms/a?version=0").json(), answer.json()))
                .isEqualTo(server.get("/atoms/a").json());
    }

    @Test
    void get_sinceAsMergePatch_isOne() {
        Answer answer = server.get("/atoms/a?since=0", "Accept", "application/merge-patch+json, */*");

        assertThat(answer.header("Content-Type")).isEqualTo("application/merge-patch+json");
        assertThat(MergePatch.apply(server.get("/atoms/a?version=0").json(), answer.json()))
                .isEqualTo(server.get("/atoms/a").json());
    }

    @Test
    void get_sinceAsDelta_isOne() {
        Answer answer = server.get("/atoms/a?since=1", "Accept", "application/vnd.entangle.delta+json");

        assertThat(answer.header("Content-Type")).isEqualTo("application/vnd.entangle.delta+json");
        assertThat(answer.json().isList()).isTrue();
        assertThat(answer.body()).contains("[3,2,[4,3]]");
    }

    @Test
    void get_sinceNow_isAnEmptyPatch() {
        assertThat(server.get("/atoms/a?since=2").body()).isEqualTo("[]");
        assertThat(server.get("/atoms/a?since=2", "Accept", "application/merge-patch+json")
                        .body())
                .isEqualTo("{}");
        assertThat(server.get("/atoms/a?since=2", "Accept", "application/vnd.entangle.delta+json")
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void get_sinceThatAMergePatchCannotSay_isNotAcceptable_whereAJsonPatchIs() {
        atom.set("ada", doc -> doc.with("n", null));

        assertThat(server.get("/atoms/a?since=2", "Accept", "application/merge-patch+json")
                        .problem())
                .isEqualTo("406 not-acceptable");
        assertThat(server.get("/atoms/a?since=2").json().asList()).hasSize(1);
    }

    @Test
    void get_sinceOfAValueTooDeepForAPatch_isHadAsADelta() {
        Doc deep = Doc.list();
        for (int i = 0; i < 62; i++) {
            deep = Doc.list(deep);
        }
        Doc value = deep;
        atom.set("ada", doc -> doc.with("deep", value));

        assertThat(server.get("/atoms/a?since=2").problem()).isEqualTo("406 not-acceptable");
        assertThat(server.get("/atoms/a?since=2", "Accept", "application/vnd.entangle.delta+json")
                        .status())
                .isEqualTo(200);
        assertThat(server.get("/atoms/a").json().get("deep")).isEqualTo(value);
        assertThat(server.get("/atoms/a/history?from=3").body()).contains("\"delta\":[2,\"deep\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/atoms/a | text/html | 406",
                "/atoms/a | application/json;q=0 | 406",
                "/atoms/a | */*;q=0.1 | 200",
                "/atoms/a | text/html, application/*;q=0.5 | 200",
                "/atoms/a | APPLICATION/JSON | 200",
                "/atoms/a | application/json;q=0, */* | 406",
                "/atoms | text/plain | 406",
                "/atoms/a?since=0 | application/json | 406",
                "/atoms/a/history | text/csv | 406",
                "/atoms/a | ;;,; | 406"
            })
    void get_accept_isLookedAt(String path, String accept, int status) {
        assertThat(server.get(path, "Accept", accept).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/atoms/a?since=0&version=1",
                "/atoms/a?version=1&at=2026-11-20T15:00:00Z",
                "/atoms/a?verion=1",
                "/atoms/a?version=1&version=2",
                "/atoms/a?version=",
                "/atoms/a?version=-1",
                "/atoms/a?version=01",
                "/atoms/a?version=1.0",
                "/atoms/a?version=99999999999999999999",
                "/atoms/a?version=1-xyz",
                "/atoms/a?since=head",
                "/atoms/a?at=yesterday",
                "/atoms/a?at=2026-11-20",
                "/atoms/a?at=2026-11-20T15:00:00",
                "/atoms/a?at=%2B10000-01-01T00:00:00Z",
                "/atoms/a?at=-0001-01-01T00:00:00Z",
                "/atoms/a?at=2026-02-30T00:00:00Z",
                "/atoms?limit=0",
                "/atoms?limit=1001",
                "/atoms?before=a",
                "/atoms/a/history?from=0",
                "/atoms/a/history?from=2&to=1",
                "/atoms/a/history?limit=1001",
                "/atoms/a/history?limit=x",
                "/atoms/a/history?since=1",
                "/atoms/a?%00%1b%E2%80%AE=1"
            })
    void get_badParameter_isRefused(String path) {
        Answer answer = server.get(path);

        assertThat(answer.problem()).isEqualTo("400 bad-parameter");
        assertThat(answer.json().get("detail", String.class))
                .contains("query parameter \"" + answer.json().get("parameter") + "\"")
                .doesNotContainPattern("\\p{C}");
    }

    @Test
    void get_malformedEscapeInAQuery_isRefused() {
        // java.net.URI would not write this
        assertThat(Sockets.exchange(server.port(), "GET /entangle/atoms/a?version=%zz HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"malformed-request\"");
    }

    @Test
    void get_list_isPaged() {
        for (String id : new String[] {"b", "c/d", "e:1", "z"}) {
            server.atom(id, Doc.of());
        }

        Doc first = server.get("/atoms?limit=2").json();
        Doc second = server.get("/atoms?limit=2&after=" + first.get("next")).json();
        Doc third = server.get("/atoms?limit=2&after=e:1").json();

        assertThat(first.toCanonicalJson())
                .isEqualTo("{\"atoms\":[{\"epoch\":\"" + EPOCH + "\",\"id\":\"a\",\"version\":2},{\"epoch\":\"" + EPOCH
                        + "\",\"id\":\"b\",\"version\":0}],\"next\":\"b\"}");
        assertThat(second.get("next")).isEqualTo("e:1");
        assertThat(third.get("atoms", Doc.class).size()).isEqualTo(1);
        assertThat(third.get("next")).isNull();
        assertThat(server.get("/atoms?after=zz").json().get("atoms")).isEqualTo(Doc.list());
        assertThat(server.get("/atoms").json().get("atoms", Doc.class).size()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a%2Fb",
        "a/history, a%2Fhistory",
        "history, history",
        "a:b@c._-, a:b@c._-",
        "a:b, a%3Ab",
        "x//y, x%2F%2Fy",
        "/, %2F",
        "./x, .%2Fx",
        "..., ..."
    })
    void get_idWithOddCharacters_isReached(String id, String path) {
        server.atom(id, Doc.of("id", id));

        assertThat(server.get("/atoms/" + path).json()).isEqualTo(Doc.of("id", id));
        assertThat(server.get("/atoms/" + path + "/history").json().get("atom")).isEqualTo(id);
        assertThat(server.put("/atoms/" + path, "1").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "%00",
                "%1B%5B31m",
                "%E2%80%AEx",
                "%FF%FE",
                "a%20b",
                "%22",
                "%EF%BF%BD",
                "%F0%9F%98%80",
                "A"
            })
    void get_unknownId_isNotFound_andShownSafely(String path) {
        Answer answer = server.get("/atoms/" + path);

        assertThat(answer.problem()).isEqualTo("404 unknown-atom");
        assertThat(answer.body())
                .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]")
                .doesNotContain("\\u00");
        assertThat(answer.json().get("instance")).isEqualTo("/entangle/atoms/" + path);
    }

    @Test
    void get_idOfAnyLength_isNotFound() {
        Answer answer = server.get("/atoms/" + "x".repeat(3000));

        assertThat(answer.problem()).isEqualTo("404 unknown-atom");
        assertThat(answer.json().get("detail", String.class)).hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/atom",
                "/atoms/a/b",
                "/atoms/a/history/1",
                "/atoms/a/",
                "/atoms/a/history/",
                "/atoms/",
                "/atoms//a/b",
                "/nothing"
            })
    void get_noAddress_isNotFound(String path) {
        Answer answer = server.get(path);

        assertThat(answer.problem()).isEqualTo("404 not-found");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void get_failureOfTheHub_showsNothingOfItsInside() {
        for (String path : new String[] {"/fails", "/atoms/a?version=1"}) {
            atom.failWith(new IllegalStateException("a secret of the hub"));

            Answer answer = server.get(path);

            assertThat(answer.problem()).isEqualTo("500 internal");
            assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
        }
    }

    @Test
    void get_whileTheJournalIsAway_isUnavailable_andLaterNot() {
        atom.failWith(new ResourceException(ResourceException.Reason.UNAVAILABLE, "the journal can't be read"));

        Answer answer = server.get("/atoms/a?version=0");

        assertThat(answer.problem()).isEqualTo("503 unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(server.get("/atoms/a").status()).isEqualTo(200);
        atom.failWith(null);
        assertThat(server.get("/atoms/a?version=0").status()).isEqualTo(200);
    }
}
