package io.entangle.pubsub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.packer.Packed;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of messages while the response that carries them is cut, and another is opened. */
final class HttpPeerTest {
    private static final String KILOBYTE = "x".repeat(1_024);

    private final List<String> calls = new ArrayList<>();

    private final Peer.Handler handler = new Peer.Handler() {
        @Override
        public void received(Packed message) {
            calls.add("received " + message.text());
        }

        @Override
        public void drained() {
            calls.add("drained");
        }

        @Override
        public void closed(int code, String reason) {
            calls.add("closed " + code);
        }
    };

    /** A response of which everything is read. */
    private static final class Response implements Downstream {
        private final List<Long> numbers = new ArrayList<>();
        private boolean isOpen = true;

        @Override
        public boolean isWritable() {
            return isOpen;
        }

        @Override
        public void send(long number, String frame) {
            numbers.add(number);
        }

        @Override
        public void close(int code, String reason) {
            isOpen = false;
        }

        @Override
        public void end() {
            isOpen = false;
        }
    }

    private HttpPeer peer(Transport transport) {
        return new HttpPeer(
                "0123456789abcdef", transport, MultiMap.caseInsensitiveMultiMap(), "127.0.0.1", peer -> handler);
    }

    private static void send(HttpPeer peer, int kilobytes) {
        for (int i = 0; i < kilobytes; i++) {
            peer.send(Packed.of(KILOBYTE));
        }
    }

    @Test
    void attach_streamWithMoreThanAWindowKept_takesMoreAtOnce() {
        HttpPeer peer = peer(Transport.EVENTS);
        Response first = new Response();
        peer.attach(first, 0);
        peer.detached(first);
        send(peer, 200);
        assertThat(peer.isWritable()).isFalse();
        calls.clear();

        Response second = new Response();
        assertThat(peer.attach(second, 0)).isTrue();

        assertThat(second.numbers).hasSize(200);
        assertThat(peer.isWritable()).isTrue();
        assertThat(calls).containsExactly("drained");
    }

    @Test
    void attach_pollWithMoreThanAWindowUnheard_takesMoreWhenTheNextPollSaysThatItCame() {
        HttpPeer peer = peer(Transport.POLL);
        send(peer, 200);

        Response first = new Response();
        assertThat(peer.attach(first, 0)).isTrue();
        assertThat(first.numbers).hasSize(200);
        assertThat(peer.isWritable()).isFalse();

        assertThat(peer.attach(new Response(), 200)).isTrue();
        assertThat(peer.isWritable()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EVENTS", "POLL"})
    void attach_fromAPositionThatIsKept_repeatsWhatCameAfterIt(Transport transport) {
        HttpPeer peer = peer(transport);
        peer.attach(new Response(), 0);
        send(peer, 10);

        Response next = new Response();
        assertThat(peer.attach(next, 7)).isTrue();

        assertThat(next.numbers).containsExactly(8L, 9L, 10L);
    }

    @Test
    void attach_streamFromAPositionThatIsNotKept_isRefused() {
        HttpPeer peer = peer(Transport.EVENTS);
        peer.attach(new Response(), 0);
        send(peer, 100);

        assertThat(peer.attach(new Response(), 1)).isFalse();
    }

    @Test
    void attach_fromAPositionThatWasNeverSent_isRefused() {
        HttpPeer peer = peer(Transport.POLL);
        send(peer, 1);

        assertThat(peer.attach(new Response(), 2)).isFalse();
    }
}
