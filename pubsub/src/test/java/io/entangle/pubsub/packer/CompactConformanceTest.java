package io.entangle.pubsub.packer;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A recorded conversation, for whoever writes a client in another language: what a hub sends on one connection, each line
 * the bytes and the frame as JSON. Another change of these bytes would be another protocol.
 */
final class CompactConformanceTest {
    private static final String RECORDING = "compact-conversation.jsonl";
    private static final long EPOCH = 0x9c3f_0000_0000_00ffL;
    private static final SiteId HUB = new SiteId(0xa1b2_c3d4_e5f6_0718L);
    private static final SiteId CLIENT = new SiteId(0x5f1e_8a0c_33b1_d2e4L);
    private static final long MS = 1_763_600_000_000L;

    private final List<Frame> frames = new ArrayList<>();
    private Doc value = everyKind();
    private long version = 16_380;

    private static Doc everyKind() {
        Doc numbers = Doc.list(0, 1, -1, 15, 16, -1_024, 131_071, (1L << 48) - 1, 1 - (1L << 48), 1L << 48)
                .append((1L << 53) - 1)
                .append(1 - (1L << 53))
                .append(0.1)
                .append(-12.34)
                .append(0.123456789)
                .append(1e-9)
                .append(Math.PI)
                .append(1e300)
                .append(5e-324)
                .append(1e18);
        return Doc.of("numbers", numbers, "texts", Doc.list("", "Ada", "Żółć 😀", "x".repeat(200)))
                .with("others", Doc.list(null, true, false, Doc.of(), Doc.list(), Doc.list(Doc.list())))
                .with(Path.of("people", "ada", "name"), "Ada")
                .with(Path.of("people", "ada", "age"), 36)
                .with(Path.of("people", "grace", "name"), "Grace")
                .with(Path.of("people", "grace", "age"), 85)
                .with("y".repeat(257), "too long a key for the table");
    }

    private void snapshot(boolean reset) {
        HybridTimestamp updated = new HybridTimestamp(MS, 0, HUB);
        frames.add(new Frame.Subscribed(
                300, "a/b", new Snapshot(reset, new Version(EPOCH, version), updated, 2, List.of(), value)));
    }

    private void update(int versions, HybridTimestamp updated, Doc after) {
        frames.add(new Frame.Told(300, new Update(version, version + versions, updated, Delta.diff(value, after))));
        version += versions;
        value = after;
    }

    private void said(ToReplica message) {
        frames.add(new Frame.Told(300, message));
    }

    private void converse() {
        frames.add(new Frame.Welcome(1, 25_000, 262_144, "memory", null, 0, Doc.of()));
        snapshot(false);
        update(1, new HybridTimestamp(MS, 1, HUB), value.with("texts", "one"));
        update(1, new HybridTimestamp(MS + 300, 0, HUB), value.with(Path.of("people", "ada", "age"), 37));
        said(new Accepted(3, version + 1, List.of()));
        update(1, new HybridTimestamp(MS + 200, 7, CLIENT), value.with(Path.of("people", "ada", "name"), "Ada L."));
        update(5, new HybridTimestamp(MS + 200, 8, CLIENT), value.without(Path.of("people", "grace")));
        update(
                1,
                new HybridTimestamp(MS + 1_000_000, 0, HUB),
                value.with(Path.of("people", "alan"), Doc.of("name", "Alan", "born", 1912))
                        .with(Path.of("people", "ada", "born"), 1815)
                        .with("z".repeat(300), Doc.of("born", null)));
        update(
                1,
                new HybridTimestamp(MS + 1_000_000, 0, new SiteId(1)),
                value.with(
                        "numbers",
                        ((Doc) value.get("numbers"))
                                .splice(2, 5, List.of("two", 3))
                                .with(0, 9)));
        update(
                1,
                new HybridTimestamp(MS + 1_000_001, 3, HUB),
                value.with(Path.of("others", "4"), Doc.list(1)).with(Path.of("a", "b", "c", "d"), Doc.of("e", 1.5)));
        update(1, new HybridTimestamp(MS + 1_000_002, 0, HUB), value.with(Path.of("a", "b", "c", "d", "e"), -0.5));
        said(new Refused(4, RefusalCode.VALIDATION, "no"));
        said(new ToReplica.Head(new Version(EPOCH, version), value.digest()));
        Doc missed = value.with("texts", Doc.list()).with("new", true);
        frames.add(new Frame.Subscribed(
                300,
                "a/b",
                new Resumed(
                        new Version(EPOCH, version),
                        version + 4,
                        new HybridTimestamp(MS + 2_000_000, 0, HUB),
                        4,
                        List.of(new Refused(4, RefusalCode.VALIDATION, "no")),
                        Delta.diff(value, missed))));
        version += 4;
        value = missed;
        frames.add(new Frame.Subscribed(
                300,
                "a/b",
                new Resumed(
                        new Version(EPOCH, version),
                        version,
                        new HybridTimestamp(MS + 2_000_000, 0, HUB),
                        4,
                        List.of(),
                        Delta.NONE)));
        update(1, new HybridTimestamp(MS + 2_000_000, 1, HUB), Doc.from("only a text"));
        snapshot(true);
        frames.add(new Frame.Ping());
    }

    @Test
    void conversation_packed_isTheRecordedOne() throws IOException {
        converse();
        Packing hub = Packer.compact().atHub(() -> 0x0123_4567_89ab_cdefL).get();
        List<String> lines = new ArrayList<>();
        for (Frame frame : frames) {
            lines.add("{\"bytes\":\""
                    + HexFormat.of().formatHex(hub.pack(frame).bytes().getBytes()) + "\",\"frame\":"
                    + Packer.json().pack(frame).text() + "}");
        }
        Files.write(java.nio.file.Path.of("target", RECORDING), lines);

        List<String> recorded = recorded();
        for (int i = 0; i < lines.size(); i++) {
            assertThat(recorded.get(i)).isEqualTo(lines.get(i));
        }
        assertThat(recorded).hasSameSizeAs(lines);
    }

    @Test
    void conversation_unpacked_isWhatWasSaid() throws IOException {
        converse();
        Packing client = Packer.compact().atClient().get();

        for (int i = 0; i < frames.size(); i++) {
            String hex = recorded().get(i).replaceFirst(".\"bytes\":\"([0-9a-f]*)\".*", "$1");
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThat(client.unpack(Packed.of(Buffer.buffer(bytes)))).isEqualTo(frames.get(i));
        }
    }

    private static List<String> recorded() throws IOException {
        try (InputStream in = CompactConformanceTest.class.getResourceAsStream(RECORDING)) {
            return in == null
                    ? List.of()
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        }
    }
}
