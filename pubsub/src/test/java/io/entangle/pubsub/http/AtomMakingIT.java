package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.http.AtomServer.Answer;
import io.entangle.value.Doc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Atoms made by writing their value. */
final class AtomMakingIT {
    private final AtomServer server = new AtomServer();

    @BeforeEach
    void makeAtoms() {
        server.makeAtoms();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void put_unknownAtom_makesIt() {
        Answer made = server.put("/atoms/new", "{\"count\": 0}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body()).isEmpty();
        assertThat(made.header("Location")).isEqualTo("/entangle/atoms/new");
        assertThat(made.header("ETag")).isEqualTo("\"0-a1b2c3d4e5f60718\"");
        assertThat(made.header("Entangle-Version")).isEqualTo("0");
        assertThat(server.get("/atoms/new").body()).isEqualTo("{\"count\":0}");
        assertThat(server.put("/atoms/new", "{\"count\":1}").status()).isEqualTo(204);
    }

    @Test
    void put_valueAsked_isInTheAnswer() {
        Answer made = server.put("/atoms/new", "[1, 2]", "Prefer", "return=representation");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body()).isEqualTo("[1,2]");
        assertThat(made.header("Preference-Applied")).isEqualTo("return=representation");
    }

    @Test
    void put_idWithSlash_isLocatedAsItWasAskedFor() {
        Answer made = server.put("/atoms/users%2Fada", "1");

        assertThat(made.header("Location")).isEqualTo("/entangle/atoms/users%2Fada");
        assertThat(server.ids()).containsExactly("users/ada");
    }

    @Test
    void put_onlyIfAbsent_neverReplaces() {
        assertThat(server.put("/atoms/new", "1", "If-None-Match", "*").status()).isEqualTo(201);

        assertThat(server.put("/atoms/new", "2", "If-None-Match", "*").problem())
                .isEqualTo("412 stale");
        assertThat(server.get("/atoms/new").body()).isEqualTo("1");
    }

    @Test
    void put_onlyIfPresent_makesNothing() {
        for (String tag : new String[] {"*", "\"0\"", "\"0-a1b2c3d4e5f60718\""}) {
            assertThat(server.put("/atoms/new", "1", "If-Match", tag).problem()).isEqualTo("412 stale");
        }
        assertThat(server.put("/atoms/new", "1", "If-Unmodified-Since", "Fri, 20 Nov 2026 15:00:00 GMT")
                        .problem())
                .isEqualTo("412 stale");
        assertThat(server.ids()).isEmpty();
    }

    @Test
    void put_badInput_makesNothing() {
        assertThat(server.put("/atoms/new", "{").problem()).isEqualTo("400 bad-json");
        assertThat(server.put("/atoms/odd%20id", "1").problem()).isEqualTo("400 malformed-request");
        assertThat(server.put("/atoms/new", "1", "If-Match", "1").problem()).isEqualTo("400 malformed-request");
        assertThat(server.put("/atoms/new", "1", "If-None-Match", "1").problem())
                .isEqualTo("400 malformed-request");
        assertThat(server.put("/atoms/new?make=1", "1").problem()).isEqualTo("400 bad-parameter");
        assertThat(server.send("PUT", "/atoms/new", "1", "Content-Type", "text/plain")
                        .problem())
                .isEqualTo("415 unsupported-media-type");
        assertThat(server.put("/atoms/new", "1", "Origin", "https://evil.example")
                        .problem())
                .isEqualTo("403 foreign-origin");
        assertThat(server.ids()).isEmpty();
    }

    @Test
    void otherMethods_unknownAtom_makeNothing() {
        assertThat(server.mergePatch("/atoms/new", "{}").problem()).isEqualTo("404 unknown-atom");
        assertThat(server.jsonPatch("/atoms/new", "[]").problem()).isEqualTo("404 unknown-atom");
        assertThat(server.get("/atoms/new").problem()).isEqualTo("404 unknown-atom");
        assertThat(server.ids()).isEmpty();
    }

    @Test
    void put_madeByAnotherMeanwhile_isAnOrdinaryWrite() {
        server.beforeMaking(() -> server.atom("raced", Doc.of("by", "another")));

        Answer written = server.put("/atoms/raced", "{\"by\":\"this\"}");

        assertThat(written.status()).isEqualTo(204);
        assertThat(written.header("Location")).isNull();
        assertThat(written.header("Entangle-Version")).isEqualTo("1");
        server.beforeMaking(() -> server.atom("again", Doc.of("by", "another")));
        assertThat(server.put("/atoms/again", "{\"by\":\"this\"}", "If-None-Match", "*")
                        .problem())
                .isEqualTo("412 stale");
        assertThat(server.get("/atoms/again").body()).isEqualTo("{\"by\":\"another\"}");
    }
}
