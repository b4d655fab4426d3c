package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.delta.Delta;
import io.entangle.delta.JsonPatch;
import io.entangle.delta.MergePatch;
import io.entangle.pubsub.http.AtomServer.Answer;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written over HTTP is what the same write makes here. */
final class WritingPropertyIT {
    private static final int CASES = 150;

    @Test
    void patches_random_makeWhatTheyMakeHere() {
        try (AtomServer server = new AtomServer(HttpOptions.DEFAULT.withMaxPatchOperations(100_000))) {
            Laws.check(CASES, random -> {
                Doc before = Docs.random(random, 40);
                MemoryAtom<Doc> atom = server.atom("a", before);
                Doc expected = before;
                for (int i = 0; i < 3; i++) {
                    expected = write(server, random, expected);

                    assertThat(atom.current().value()).isEqualTo(expected);
                    assertThat(server.get("/atoms/a").json()).isEqualTo(expected);
                }
                checkPast(server, atom, before, expected);
            });
        }
    }

    /** Writes one way or another; returns what it has to become. */
    private static Doc write(AtomServer server, Random random, Doc before) {
        Doc after = Docs.mutate(random, before);
        Answer answer;
        Doc expected;
        switch (random.nextInt(3)) {
            case 0 -> {
                expected = after;
                answer = server.put("/atoms/a", after.toCanonicalJson(), "Prefer", "return=representation");
            }
            case 1 -> {
                Doc patch = JsonPatch.fromDelta(Delta.diff(before, after), before);
                expected = JsonPatch.apply(before, patch);
                answer = server.jsonPatch("/atoms/a", patch.toCanonicalJson(), "Prefer", "return=representation");
            }
            default -> {
                Doc patch = Docs.random(random, 20);
                expected = MergePatch.apply(before, patch);
                answer = server.mergePatch("/atoms/a", patch.toCanonicalJson(), "Prefer", "return=representation");
            }
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(expected);
        return expected;
    }

    private static void checkPast(AtomServer server, MemoryAtom<Doc> atom, Doc first, Doc last) {
        assertThat(JsonPatch.apply(first, server.get("/atoms/a?since=0").json()))
                .isEqualTo(last);
        Answer merge = server.get("/atoms/a?since=0", "Accept", "application/merge-patch+json");
        if (merge.status() == 200) {
            assertThat(MergePatch.apply(first, merge.json())).isEqualTo(last);
        } else {
            assertThat(merge.problem()).isEqualTo("406 not-acceptable");
        }
        Doc value = first;
        for (Object entry :
                server.get("/atoms/a/history").json().get("entries", Doc.class).asList()) {
            value = JsonPatch.apply(value, ((Doc) entry).get("patch", Doc.class));
            assertThat(server.get("/atoms/a?version=" + ((Doc) entry).get("version"))
                            .json())
                    .isEqualTo(value);
        }
        assertThat(value).isEqualTo(last).isEqualTo(atom.current().value());
    }
}
