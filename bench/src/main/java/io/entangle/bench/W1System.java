package io.entangle.bench;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.value.Doc;
import java.util.List;

/** A way to keep a copy of a document equal: what is sent is bytes, and nothing else is shared. */
interface W1System {
    /** All that are measured, ours first. */
    List<String> ALL = List.of("compact", "cbor", "json", "json-patch");

    static W1System named(String name) {
        return name.equals("json-patch")
                ? new PatchSystem()
                : new PackedSystem(Packer.all().stream()
                        .filter(packer -> packer.name().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    /** The place where the document is written. */
    Origin origin(int versionsKept);

    /** A copy of it that knows nothing yet. */
    Copy copy();

    interface Origin {
        void write(W1.Write write);

        Doc value();

        /** A new connection. */
        Feed connect();
    }

    /** One connection at the origin. */
    interface Feed {
        /** The answer to {@link Copy#request}: a snapshot, or what was missed. */
        Packed answer(Packed request);

        /** One update from what was sent last to what is now; null if that is the same. */
        Packed next();
    }

    interface Copy {
        /** Asks over a new connection for what is missing. */
        Packed request();

        void receive(Packed message);

        Doc value();

        /** Another copy that knows the same. */
        Copy fork();
    }
}
