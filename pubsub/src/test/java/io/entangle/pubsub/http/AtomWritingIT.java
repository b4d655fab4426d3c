package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.pubsub.http.AtomServer.Answer;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values written over HTTP, and who may do so when. */
final class AtomWritingIT {
    private static final String EPOCH = "a1b2c3d4e5f60718";
    private static final Doc INITIAL = Doc.of("n", 1, "list", Doc.list(1, 2), "gone", "x");

    private AtomServer server;
    private MemoryAtom<Doc> atom;

    record Point(long x, long y) {}

    @BeforeEach
    void open() {
        server = new AtomServer();
        atom = server.atom("a", INITIAL);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void assertUnchanged() {
        assertThat(atom.current().value()).isEqualTo(INITIAL);
        assertThat(atom.current().version().number()).isZero();
    }

    @Test
    void put_value_replacesTheWhole() {
        Answer answer = server.put("/atoms/a", "{\"n\" : 2.0, \"é\":[null]}");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("ETag")).isEqualTo("\"1-" + EPOCH + "\"");
        assertThat(answer.header("Entangle-Version")).isEqualTo("1");
        assertThat(answer.header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 15:00:01 GMT");
        assertThat(atom.current().value()).isEqualTo(Doc.parse("{\"n\":2.0,\"é\":[null]}"));
    }

    @Test
    void put_equalValue_makesNoVersion() {
        Answer answer = server.put("/atoms/a", INITIAL.toCanonicalJson());

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Entangle-Version")).isEqualTo("0");
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "\"\"", "[]", "{}", "true", " \n1\t"})
    void put_valueOfAnyKind_isTaken(String json) {
        assertThat(server.put("/atoms/a", json).status()).isEqualTo(204);

        assertThat(server.get("/atoms/a").body()).isEqualTo(json.trim());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return=representation",
                "respond-async, return=representation",
                "return=\"representation\"; foo=1",
                "RETURN = representation"
            })
    void put_preferringTheRepresentation_isAnsweredWithIt(String prefer) {
        Answer answer = server.put("/atoms/a", "{\"b\":1, \"a\":2}", "Prefer", prefer);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"a\":2,\"b\":1}");
        assertThat(answer.header("Preference-Applied")).isEqualTo("return=representation");
        assertThat(answer.header("ETag")).isEqualTo("\"1-" + EPOCH + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"return=minimal", "handling=strict", "xreturn=representation"})
    void put_otherPreference_isAnsweredWithoutTheValue(String prefer) {
        assertThat(server.put("/atoms/a", "1", "Prefer", prefer).status()).isEqualTo(204);
    }

    @Test
    void patch_jsonPatch_isApplied() {
        Answer answer = server.jsonPatch(
                "/atoms/a",
                "[{\"op\":\"test\",\"path\":\"/n\",\"value\":1},{\"op\":\"add\",\"path\":\"/list/-\",\"value\":3},"
                        + "{\"op\":\"move\",\"from\":\"/gone\",\"path\":\"/moved\"},"
                        + "{\"op\":\"copy\",\"from\":\"/list\",\"path\":\"/copied\",\"unknown\":1}]",
                "Prefer",
                "return=representation");

        assertThat(answer.body()).isEqualTo("{\"copied\":[1,2,3],\"list\":[1,2,3],\"moved\":\"x\",\"n\":1}");
        assertThat(atom.current().value()).isEqualTo(answer.json());
    }

    @Test
    void patch_mergePatch_isApplied() {
        Answer answer = server.mergePatch(
                "/atoms/a", "{\"gone\":null,\"n\":{\"deep\":1,\"none\":null}}", "Prefer", "return=representation");

        assertThat(answer.body()).isEqualTo("{\"list\":[1,2],\"n\":{\"deep\":1}}");
    }

    @Test
    void patch_contentTypeWithCharset_isTaken() {
        Answer answer = server.send(
                "PATCH", "/atoms/a", "{\"n\":2}", "Content-Type", "Application/Merge-Patch+JSON; charset=\"UTF-8\"");

        assertThat(answer.status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0-EPOCH\"", "\"0\"", "*", "\"7\", \"0-EPOCH\"", "\"a,b\",\"0\"", "\"\", \"0\""})
    void write_ifMatchOfTheVersion_isTaken(String tags) {
        assertThat(server.put("/atoms/a", "1", "If-Match", tags.replace("EPOCH", EPOCH))
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1-EPOCH\"",
                "\"0-0000000000000000\"",
                "W/\"0-EPOCH\"",
                "W/\"0\"",
                "\"1\"",
                "\"00\"",
                "\"0-epoch\"",
                "\"\"",
                "\"*\"",
                "\"-1\"",
                "\"99999999999999999999\""
            })
    void write_ifMatchOfAnother_isStale(String tags) {
        String header = tags.replace("EPOCH", EPOCH);
        for (Answer answer : new Answer[] {
            server.put("/atoms/a", "1", "If-Match", header),
            server.mergePatch("/atoms/a", "1", "If-Match", header),
            server.jsonPatch("/atoms/a", "[]", "If-Match", header)
        }) {
            assertThat(answer.problem()).isEqualTo("412 stale");
            assertThat(answer.header("ETag")).isEqualTo("\"0-" + EPOCH + "\"");
        }
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0-EPOCH", "\"0", "\"0\" \"1\"", ",", "w/\"0\"", "*, \"0\"", "\"a\tb\""})
    void write_malformedIfMatch_isRefused(String tags) {
        assertThat(server.put("/atoms/a", "1", "If-Match", tags).problem()).isEqualTo("400 malformed-request");
        assertUnchanged();
    }

    @Test
    void write_ifMatchInSeveralHeaders_isOneList() {
        assertThat(server.put("/atoms/a", "1", "If-Match", "\"8\"", "If-Match", "\"0\"")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void write_otherWritesBetweenCheckAndWrite_isStaleWithIfMatch_andRunAgainWithout() {
        atom.beforeNextWrite(() -> atom.set("eve", doc -> doc.with("n", 5)));
        Answer stale = server.jsonPatch(
                "/atoms/a", "[{\"op\":\"remove\",\"path\":\"/gone\"}]", "If-Match", "\"0-" + EPOCH + "\"");
        assertThat(stale.problem()).isEqualTo("412 stale");
        assertThat(atom.current().value()).isEqualTo(INITIAL.with("n", 5));

        atom.beforeNextWrite(() -> atom.set("eve", doc -> doc.with("n", 6)));
        Answer again = server.jsonPatch("/atoms/a", "[{\"op\":\"remove\",\"path\":\"/gone\"}]");
        assertThat(again.status()).isEqualTo(204);
        assertThat(atom.current().value()).isEqualTo(INITIAL.with("n", 6).without("gone"));
    }

    @Test
    void write_ifNoneMatch_excludesTheVersion() {
        assertThat(server.put("/atoms/a", "1", "If-None-Match", "*").problem()).isEqualTo("412 stale");
        assertThat(server.put("/atoms/a", "1", "If-None-Match", "W/\"0-" + EPOCH + "\"")
                        .problem())
                .isEqualTo("412 stale");
        assertUnchanged();
        assertThat(server.put("/atoms/a", "1", "If-None-Match", "\"1-" + EPOCH + "\"")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void write_ifUnmodifiedSince_isNotTrusted() {
        assertThat(server.put("/atoms/a", "1", "If-Unmodified-Since", "Fri, 20 Nov 2026 15:00:00 GMT")
                        .problem())
                .isEqualTo("412 stale");
        assertUnchanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'op':'add','path':'/list/9','value':1}] | 0 | /list/9",
                "[{'op':'add','path':'/n','value':2},{'op':'remove','path':'/none'}] | 1 | /none",
                "[{'op':'test','path':'/n','value':2}] | 0 | /n",
                "[{'op':'replace','path':'/none','value':2}] | 0 | /none",
                "[{'op':'remove','path':''}] | 0 | ''",
                "[{'op':'copy','from':'/none','path':'/x'}] | 0 | /x",
                "[{'op':'move','from':'/list','path':'/list/0'}] | 0 | /list/0",
                "[{'op':'add','path':'/n/x','value':1}] | 0 | /n/x",
                "[{'op':'add','path':'/list/01','value':1}] | 0 | /list/01",
                "[{'op':'add','path':'/list/-1','value':1}] | 0 | /list/-1",
                "[{'op':'remove','path':'/list/-'}] | 0 | /list/-",
                "[{'op':'add','path':'/list/4294967295','value':1}] | 0 | /list/4294967295"
            })
    void patch_thatDoesNotApply_isAConflict(String patch, int operation, String pointer) {
        Answer answer = server.jsonPatch("/atoms/a", patch.replace('\'', '"'));

        assertThat(answer.problem()).isEqualTo("409 patch-conflict");
        assertThat(answer.json().get("operation")).isEqualTo((long) operation);
        assertThat(answer.json().get("pointer")).isEqualTo(pointer);
        assertThat(answer.json().get("detail", String.class)).startsWith("operation " + operation + " (");
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "[1]",
                "[[]]",
                "[null]",
                "[{}]",
                "[{'op':'add','value':1}]",
                "[{'op':'add','path':'/n'}]",
                "[{'op':'replace','path':'/n'}]",
                "[{'op':'test','path':'/n'}]",
                "[{'op':'move','path':'/n'}]",
                "[{'op':'copy','path':'/n','from':1}]",
                "[{'op':'copy','path':'/n','from':'n'}]",
                "[{'op':'ADD','path':'/n','value':1}]",
                "[{'op':'increment','path':'/n','value':1}]",
                "[{'op':1,'path':'/n','value':1}]",
                "[{'op':'add','path':1,'value':1}]",
                "[{'op':'add','path':'n','value':1}]",
                "[{'op':'add','path':'/~2','value':1}]",
                "[{'op':'add','path':'/~','value':1}]",
                "[{'op':'add','path':'/n','value':1},{'op':'remove'}]"
            })
    void patch_thatIsNone_isRefused(String patch) {
        assertThat(server.jsonPatch("/atoms/a", patch.replace('\'', '"')).problem())
                .isEqualTo("400 bad-patch");
        assertUnchanged();
    }

    @Test
    void write_refusedByAValidator_saysWhy() {
        Atom<Doc> real = Atom.builder(AtomType.doc())
                .validator(doc -> doc.has("n") ? null : "n\u0007 must stay")
                .build(INITIAL);
        MemoryAtom<Doc> guarded = server.host("guarded", real, 10);

        for (Answer answer :
                new Answer[] {server.put("/atoms/guarded", "{}"), server.mergePatch("/atoms/guarded", "{\"n\":null}")
                }) {
            assertThat(answer.problem()).isEqualTo("422 refused");
            assertThat(answer.json().get("detail")).isEqualTo("n? must stay");
        }
        assertThat(guarded.current().value()).isEqualTo(INITIAL);
        assertThat(real.version()).isZero();
    }

    @Test
    void write_valueThatDoesNotFitTheType_isRefused() {
        MemoryAtom<Point> typed = server.host("point", Atom.of(AtomType.of(Point.class), new Point(1, 2)), 10);

        Answer answer = server.put("/atoms/point", "{\"x\":\"one\",\"y\":2}");

        assertThat(answer.problem()).isEqualTo("422 refused");
        assertThat(answer.json().get("detail", String.class)).contains("x");
        assertThat(typed.current().version().number()).isZero();
        assertThat(server.mergePatch("/atoms/point", "{\"x\":5}").status()).isEqualTo(204);
        assertThat(server.get("/atoms/point").body()).isEqualTo("{\"x\":5,\"y\":2}");
        assertThat(server.jsonPatch("/atoms/point", "[{\"op\":\"remove\",\"path\":\"/x\"}]")
                        .problem())
                .isEqualTo("422 refused");
    }

    @Test
    void write_thatNestsTooDeep_isRefused() {
        String deepest = "[".repeat(64) + "]".repeat(64);
        assertThat(server.put("/atoms/a", deepest).status()).isEqualTo(204);
        MemoryAtom<Doc> other = server.atom("b", Doc.parse("[".repeat(63) + "{}" + "]".repeat(63)));

        Answer answer =
                server.jsonPatch("/atoms/b", "[{\"op\":\"add\",\"path\":\"" + "/0".repeat(63) + "/x\",\"value\":[]}]");

        assertThat(answer.problem()).isEqualTo("409 patch-conflict");
        assertThat(other.current().version().number()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"STALE, 412 stale", "REFUSED, 422 refused", "TOO_LARGE, 413 too-large", "UNAVAILABLE, 503 unavailable"})
    void write_thatTheAtomRefuses_isThatProblem(ResourceException.Reason reason, String problem) {
        atom.failWith(new ResourceException(reason, "the reason\r\nX-Injected: 1"));

        Answer answer = server.put("/atoms/a", "1");

        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.json().get("detail")).isEqualTo("the reason??X-Injected: 1");
        assertThat(answer.header("Retry-After")).isEqualTo(problem.startsWith("503") ? "1" : null);
        assertUnchanged();
    }

    @Test
    void write_failureOfTheHub_showsNothingOfItsInside() {
        atom.failWith(new IllegalStateException("a secret of the hub"));

        Answer answer = server.put("/atoms/a", "1");

        assertThat(answer.problem()).isEqualTo("500 internal");
        assertThat(answer.body()).doesNotContain("secret");
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://127.0.0.1:1",
                "https://app.example.evil.com",
                "https://app.example:444",
                "HTTPS://APP.EXAMPLE",
                "::"
            })
    void write_fromAPageOfAnotherOrigin_isForbidden(String origin) {
        assertThat(server.put("/atoms/a", "1", "Origin", origin).problem()).isEqualTo("403 foreign-origin");
        assertThat(server.mergePatch("/atoms/a", "1", "Origin", origin).problem())
                .isEqualTo("403 foreign-origin");
        assertUnchanged();
    }

    @Test
    void read_fromAPageOfAnotherOrigin_isForbidden() {
        for (String path : List.of("/atoms", "/atoms/a", "/atoms/a/history")) {
            assertThat(server.get(path, "Origin", "https://evil.example").problem())
                    .isEqualTo("403 foreign-origin");
            assertThat(server.get(path, "Sec-Fetch-Site", "cross-site").problem())
                    .isEqualTo("403 foreign-origin");
            assertThat(server.get(path, "Origin", "https://app.example").status())
                    .isEqualTo(200);
            assertThat(server.get(path, "Sec-Fetch-Site", "same-origin").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void write_fromAPageOfTheServerOrAnAllowedOrigin_isTaken() {
        assertThat(server.put("/atoms/a", "1", "Origin", "http://127.0.0.1:" + server.port())
                        .status())
                .isEqualTo(204);
        assertThat(server.put("/atoms/a", "2", "Origin", "https://app.example").status())
                .isEqualTo(204);
    }

    @Test
    void write_ofAnAtomThatIsNot_makesNone() {
        assertThat(server.put("/atoms/none", "1").problem()).isEqualTo("404 unknown-atom");
        assertThat(server.jsonPatch("/atoms/none", "[]").problem()).isEqualTo("404 unknown-atom");
        assertThat(server.ids()).containsExactly("a");
    }

    @Test
    void write_withAQuery_isRefused() {
        assertThat(server.put("/atoms/a?version=0", "1").problem()).isEqualTo("400 bad-parameter");
        assertThat(server.mergePatch("/atoms/a?x", "1").problem()).isEqualTo("400 bad-parameter");
        assertUnchanged();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /atoms/a, 'GET, HEAD, PUT, PATCH, OPTIONS'",
        "POST, /atoms/a, 'GET, HEAD, PUT, PATCH, OPTIONS'",
        "BREW, /atoms/a, 'GET, HEAD, PUT, PATCH, OPTIONS'",
        "TRACE, /atoms/a, 'GET, HEAD, PUT, PATCH, OPTIONS'",
        "POST, /atoms, 'GET, HEAD, OPTIONS'",
        "PUT, /atoms, 'GET, HEAD, OPTIONS'",
        "PUT, /atoms/a/history, 'GET, HEAD, OPTIONS'",
        "PATCH, /openapi.json, 'GET, HEAD, OPTIONS'"
    })
    void otherMethod_isNotAllowed(String method, String path, String allowed) {
        Answer answer = server.send(method, path, "1", "Content-Type", "application/json");

        assertThat(answer.problem()).isEqualTo("405 method-not-allowed");
        assertThat(answer.header("Allow")).isEqualTo(allowed);
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/atoms", "/atoms/a", "/atoms/a/history", "/openapi.json"})
    void options_tellWhatMayBeDone(String path) {
        Answer answer = server.send("OPTIONS", path, BodyPublishers.noBody(), "Origin", "https://evil.example");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Allow")).startsWith("GET, HEAD");
        assertThat(answer.response().headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
}
