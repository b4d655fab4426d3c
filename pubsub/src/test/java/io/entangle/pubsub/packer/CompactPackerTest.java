package io.entangle.pubsub.packer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that {@code docs/protocol.md} shows, and those that are no frame. */
final class CompactPackerTest {
    private static final SiteId SITE = new SiteId(0xa1b2_0000_0000_0001L);
    private static final long MS = 1_763_600_000_000L;

    private final Supplier<Packing> hub = Packer.compact().atHub(() -> 0x0102_0304_0506_0708L);
    private final Packing there = hub.get();
    private final Supplier<Packing> client = Packer.compact().atClient();
    private Packing here = client.get();

    private static HybridTimestamp stamp(long ms, int counter) {
        return new HybridTimestamp(ms, counter, SITE);
    }

    private static Frame opening(long version, HybridTimestamp updated, Doc value) {
        return new Frame.Subscribed(
                1, "a", new ToReplica.Snapshot(false, new Version(9, version), updated, 0, List.of(), value));
    }

    private static Frame update(long from, long to, HybridTimestamp updated, Doc before, Doc after) {
        return new Frame.Told(1, new Update(from, to, updated, Delta.diff(before, after)));
    }

    /** {@return the bytes of a frame that the client has understood} */
    private String sent(Frame frame) {
        Packed packed = there.pack(frame);
        assertThat(here.unpack(packed)).isEqualTo(frame);
        return HexFormat.of().formatHex(packed.bytes().getBytes());
    }

    private String asked(Frame frame) {
        Packed packed = here.pack(frame);
        assertThat(there.unpack(packed)).isEqualTo(frame);
        return HexFormat.of().formatHex(packed.bytes().getBytes());
    }

    private static Frame subscribe() {
        return new Frame.Subscribe("a", new ToAuthority.Subscribe(null, 1, Delivery.LATEST));
    }

    @Test
    void frames_ofTheExample_areItsBytes() {
        Doc first = Doc.of("user", Doc.of("age", 36));
        Doc second = Doc.of("user", Doc.of("age", 37));
        Doc third = Doc.of("user", Doc.of("age", 37, "name", "Ada"));

        assertThat(asked(subscribe())).startsWith("01" + "0000000000000000" + "00");
        assertThat(sent(opening(7, stamp(MS, 0), first)))
                .startsWith("02")
                .endsWith("00" + "0102030405060708" + "02" + "0575736572" + "04616765" + "0b010b02c004");
        assertThat(sent(update(7, 8, stamp(MS + 100, 0), first, second))).isEqualTo("9201076401" + "02" + "d004");
        assertThat(sent(update(8, 9, stamp(MS + 100, 1), second, third)))
                .isEqualTo("8a0108" + "0201056e616d65" + "0103" + "19416461");
        assertThat(sent(update(9, 12, stamp(MS + 90, 0), third, Doc.of("user", Doc.of()))))
                .isEqualTo("a5" + "0109" + "06" + "1300" + "01" + "15" + "0224" + "0124");
        here = client.get();
        assertThat(asked(subscribe())).startsWith("01" + "0102030405060708" + "03");
        assertThat(sent(opening(12, stamp(MS, 0), third))).endsWith("0300" + "0b011302d0040119416461");
    }

    @Test
    void pack_moreNamesThanTheTableTakes_writesThemOut() {
        Doc doc = Doc.of();
        for (int i = 0; i < 6_000; i++) {
            doc = doc.with("k".repeat(200) + i, i);
        }
        doc = doc.with("k".repeat(300), "too long a name");

        String bytes = sent(opening(1, stamp(MS, 0), doc));
        Doc more = doc.with("a new name", 1).without("k".repeat(300));

        assertThat(bytes).hasSizeBetween(2 * 1_200_000, 2 * 1_260_000);
        assertThat(sent(update(1, 2, stamp(MS, 1), doc, more)).length()).isLessThan(2 * 340);
    }

    @Test
    void pack_updateFromAVersionLongAgo_saysEverything() {
        Doc doc = Doc.of("n", 0);
        sent(opening(0, stamp(MS, 0), doc));
        for (int i = 1; i <= 2_000; i++) {
            sent(update(i - 1, i, stamp(MS, i), doc, doc.with("n", i)));
        }
        Packing late = Packer.compact().atClient().get();
        Frame frame = update(0, 2_000, stamp(MS, 2_000), doc, doc.with("n", 2_000));

        assertThat(late.unpack(there.pack(frame))).isEqualTo(frame);
    }

    @Test
    void unpack_updateOfAnotherVersion_isMalformed() {
        Doc doc = Doc.of("n", 0);
        sent(opening(7, stamp(MS, 0), doc));
        Packed packed = there.pack(update(7, 8, stamp(MS, 1), doc, doc.with("n", 1)));
        here.unpack(packed);

        assertThatThrownBy(() -> here.unpack(packed))
                .isInstanceOf(EntangleException.class)
                .hasMessageContaining("an update from version 8, not 7");
        // what was defined is not relied on after that, so that it is told again
        assertThat(asked(subscribe())).startsWith("01" + "0000000000000000" + "00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "07", // no kind
                "74", // ten digits behind the point
                "1c7ff8000000000000", // NaN
                "1c7ff0000000000000", // infinity
                "8080808080808008", // 2^48 as an integer
                "4961", // more text announced than there is
                "09ff", // not UTF-8
                "19eda080", // a surrogate in UTF-8
                "1300016104000161" + "04", // a key twice
                "13000161040104", // an entry behind a literal key
                "0b0104", // an entry that was not defined
                "0b00010004", // a key of NUL
                "8000", // a number with a byte too many
                "ffffffffffffffffff01", // a number of nine bytes
                "05", // an edit of a map without entries
                "06", // an edit of a list without hunks
                "0e04", // one that keeps an item
                "0e01", // one that drops none
                "0e0324", // one whose item is removed
                "0400", // a byte behind the end
                "",
                "f20700000004" // a list of more items than there are bytes
            })
    void unpack_whatIsNoEdit_isMalformed(String edit) {
        assertMalformed("f80107" + "00" + "0000000000000000" + "00" + "0000" + "00" + "0000000000000000" + edit);
    }

    @Test
    void unpack_edit_isTaken() {
        byte[] bytes = HexFormat.of()
                .parseHex("f80107" + "00" + "0000000000000000" + "00" + "0000" + "00" + "0000000000000000" + "04");

        assertThat(Packer.compact().unpack(Packed.of(Buffer.buffer(bytes))))
                .isEqualTo(new Frame.Told(
                        1, new Update(7, 8, new HybridTimestamp(0, 0, new SiteId(0)), Delta.of(Edit.put(null)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "05", // no kind of message
                "03020300", // a batch in a batch
                "030200", // a batch of longer frames than there are
                "00", // no frame behind its kind
                "01", // nobody's subscription
                "0100000000000000000000810f", // a ping as a subscription
                "0202810f", // a ping as an answer
                "02ff01810f", // a longer envelope than there is
                "80010704", // relies on an opening that was not sent
                "b8010700000000000000000000000004", // a stamp without a site
                "f8010705" // definitions from the fifth on
            })
    void unpack_whatIsNoFrame_isMalformed(String message) {
        assertMalformed(message);
    }

    @Test
    void unpack_valueNestedTooDeep_isMalformed() {
        String whole = "f80107" + "00" + "0000000000000000" + "00" + "0000" + "00" + "0000000000000000";

        assertMalformed(whole + "0a".repeat(65) + "04");
        assertMalformed(whole + "0a".repeat(100_000) + "04");
        assertMalformed(whole + "0d000161".repeat(100_000) + "04");
    }

    private static void assertMalformed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> Packer.compact().unpack(Packed.of(Buffer.buffer(bytes))))
                .isInstanceOf(EntangleException.class)
                .hasMessageContaining("malformed frame")
                .extracting(error -> ((EntangleException) error).code())
                .isEqualTo(ErrorCode.MALFORMED);
    }
}
