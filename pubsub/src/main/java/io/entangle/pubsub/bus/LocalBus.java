package io.entangle.pubsub.bus;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/** The event bus as publishers and subscribers use it: messages go by reference and never leave the process. */
final class LocalBus {
    static final String DEFAULT_CHANNEL = "atom-sync";

    private static final String CODEC = "entangle-reference";
    static final DeliveryOptions BY_REFERENCE =
            new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC);

    private LocalBus() {}

    static EventBus of(Vertx vertx) {
        try {
            vertx.eventBus().registerCodec(new ReferenceCodec());
        } catch (IllegalStateException registeredBefore) {
            // by another publisher or subscriber of this Vert.x
        }
        return vertx.eventBus();
    }

    static String updates(String channel, String atomId) {
        return channel + "/" + atomId;
    }

    static String requests(String channel, String atomId) {
        return channel + "/" + atomId + "/requests";
    }

    private static final class ReferenceCodec implements MessageCodec<Object, Object> {
        @Override
        public void encodeToWire(Buffer buffer, Object message) {
            throw new UnsupportedOperationException("messages between publishers and subscribers stay in the process");
        }

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("messages between publishers and subscribers stay in the process");
        }

        @Override
        public Object transform(Object message) {
            return message;
        }

        @Override
        public String name() {
            return CODEC;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
