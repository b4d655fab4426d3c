package io.entangle.pubsub.hub;

import io.entangle.pubsub.access.AccessOptions;
import io.entangle.pubsub.access.Authenticator;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.channel.ChannelOptions;
import io.entangle.value.Doc;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How an application receives clients.
 *
 * @param authenticator finds out who they are; null if nobody wants to know
 * @param rules say what they may do; null if nobody has said
 * @param handshake gives what each of them is told when it is welcome
 * @param channels how channels are kept
 * @param trust for how long what they have proved and were allowed is relied on
 */
record Gate(
        @Nullable Authenticator authenticator,
        @Nullable Authorizer rules,
        Function<Identity, Doc> handshake,
        ChannelOptions channels,
        AccessOptions trust) {
    /** Everybody is let in and may do everything. */
    static final Gate OPEN = new Gate(null, null, identity -> Doc.of(), ChannelOptions.DEFAULT, AccessOptions.DEFAULT);

    /** {@return whether anybody may do anything} */
    boolean isOpen() {
        return authenticator == null && rules == null;
    }

    Authenticator finder() {
        return authenticator == null ? Authenticator.anybody() : authenticator;
    }

    Authorizer authorizer() {
        if (rules != null) {
            return rules;
        }
        return authenticator == null ? Authorizer.everything() : Authorizer.nothing();
    }

    Gate withAuthenticator(Authenticator other) {
        return new Gate(Objects.requireNonNull(other, "authenticator"), rules, handshake, channels, trust);
    }

    Gate withAuthorizer(Authorizer other) {
        return new Gate(authenticator, Objects.requireNonNull(other, "authorizer"), handshake, channels, trust);
    }

    Gate withHandshake(Function<Identity, Doc> other) {
        return new Gate(authenticator, rules, Objects.requireNonNull(other, "handshake"), channels, trust);
    }

    Gate withChannels(ChannelOptions other) {
        return new Gate(authenticator, rules, handshake, Objects.requireNonNull(other, "channels"), trust);
    }

    Gate withTrust(AccessOptions other) {
        return new Gate(authenticator, rules, handshake, channels, Objects.requireNonNull(other, "trust"));
    }
}
