package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.Archived;
import io.entangle.journal.ClientMark;
import io.entangle.journal.Entry;
import io.entangle.journal.Snapshot;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every part of an archive can be read from its line. */
final class ArchiveLinesTest {
    private static final String ODD = "ä/😀 '\";--%_\\\n\t$1?:x e\u0301 \uffff \u2028";
    private static final HybridTimestamp MADE = new HybridTimestamp((1L << 48) - 1, 65535, new SiteId(-1));

    private static void checkRoundTrip(Archived part) throws IOException {
        String line = ArchiveLines.write(part);

        assertThat(line).doesNotContain("\n", "\r");
        assertThat(ArchiveLines.read(line)).isEqualTo(part);
    }

    @Test
    void line_everyField_isReadBack() throws IOException {
        Doc notes = Doc.of("", Doc.list(1L, null, true, 0.1), ODD, "x");
        Snapshot full = new Snapshot(Long.MAX_VALUE, Long.MIN_VALUE, MADE, Doc.from(null), notes);
        Snapshot bare = new Snapshot(0, 0, new HybridTimestamp(0, 0, new SiteId(0)), Doc.of(), null);
        Entry.Origin counted = new Entry.Origin(ODD, Long.MAX_VALUE, Doc.from(null));
        List<Archived> parts = List.of(
                new Archived.Begun(ODD, Long.MIN_VALUE, full),
                new Archived.Begun("a", -1, bare),
                new Archived.Held("a", full),
                new Archived.Made(new Entry("a", 1, -1, MADE, null, Delta.NONE, null)),
                new Archived.Made(new Entry("a", 1, 1, MADE, new Entry.Origin("http", 0, null), Delta.NONE, notes)),
                new Archived.Made(new Entry("a", 1, 1, MADE, counted, Delta.diff(Doc.of(), notes), notes)),
                new Archived.Marked("a", new ClientMark(ODD, 1, null, -1)),
                new Archived.Marked("a", new ClientMark("c", Long.MAX_VALUE, notes, Long.MAX_VALUE)));

        for (Archived part : parts) {
            checkRoundTrip(part);
        }
    }

    @Test
    void line_randomDocuments_areReadBack() {
        Laws.check(300, random -> {
            Doc before = Docs.random(random, 30);
            Doc after = Docs.mutate(random, before);
            try {
                checkRoundTrip(new Archived.Held("a", new Snapshot(1, 1, MADE, before, after)));
                checkRoundTrip(new Archived.Made(new Entry("a", 1, 1, MADE, null, Delta.diff(before, after), before)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void line_deepestDocument_isReadBack() throws IOException {
        Doc deep = Doc.of();
        for (int i = 1; i < Doc.MAX_DEPTH; i++) {
            deep = Doc.list(deep);
        }
        checkRoundTrip(new Archived.Held("a", new Snapshot(1, 1, MADE, deep, deep)));
        checkRoundTrip(new Archived.Made(new Entry("a", 1, 1, MADE, null, Delta.diff(Doc.of(), deep), null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "{}",
                "{\"atom\":1}",
                "{\"atom\":\"a\"}",
                "{\"atom\":\"a\",\"nosuch\":1}",
                "{\"atom\":\"a\",\"client\":\"c\",\"sequence\":1.5,\"at\":1}",
                "{\"atom\":\"a\",\"client\":\"c\",\"sequence\":1}",
                "{\"atom\":\"a\",\"client\":\"c\",\"sequence\":1,\"at\":1,\"delta\":[]}",
                "{\"atom\":\"a\",\"client\":\"c\",\"sequence\":1,\"at\":1} {}",
                "{\"atom\":\"a\",\"client\":\"c\",\"sequence\":1,\"at\":1,\"version\":1}",
                "{\"atom\":\"a\",\"epoch\":\"1\",\"snapshot\":{}}",
                "{\"atom\":\"a\",\"epoch\":\"zzzzzzzzzzzzzzzz\",\"snapshot\":{}}",
                "{\"atom\":\"a\",\"epoch\":\"0000000000000000\"}",
                "{\"atom\":\"a\",\"epoch\":\"0000000000000000\",\"snapshot\":[]}",
                "{\"atom\":\"a\",\"snapshot\":{\"version\":1,\"at\":1,\"made\":[0,0,\"0000000000000000\"]}}",
                "{\"atom\":\"a\",\"snapshot\":{\"version\":1,\"at\":1,\"made\":[0,0],\"value\":1}}",
                "{\"atom\":\"a\",\"snapshot\":{\"version\":1,\"at\":1,\"made\":[0,70000,\"0000000000000000\"],\"value\":1}}",
                "{\"atom\":\"a\",\"snapshot\":{\"version\":1,\"at\":1,\"made\":[0,0,\"0000000000000000\"],\"value\":1,\"x\":1}}",
                "{\"atom\":\"a\",\"version\":0,\"at\":1,\"made\":[0,0,\"0000000000000000\"],\"delta\":[]}",
                "{\"atom\":\"a\",\"version\":1,\"at\":1,\"made\":[0,0,\"0000000000000000\"],\"delta\":[9]}",
                "{\"atom\":\"a\",\"version\":1,\"at\":1,\"made\":[0,0,\"0000000000000000\"]}"
            })
    void line_unfit_isRefused(String line) {
        assertThatThrownBy(() -> ArchiveLines.read(line))
                .isInstanceOfAny(IllegalArgumentException.class, IOException.class)
                .hasMessageNotContaining("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"atom\":\"a\",\"atom\":\"a\"}", "{\"version\":99999999999999999999}", "nonsense"})
    void line_noJson_isRefused(String line) {
        assertThatThrownBy(() -> ArchiveLines.read(line))
                .isInstanceOfAny(JsonProcessingException.class, IllegalArgumentException.class);
    }
}
