package io.entangle.pubsub.packer;

import org.jspecify.annotations.Nullable;

/** What leads each frame: a word where people may read it (JSON), a number where they don't (CBOR). */
enum FrameType {
    HELLO("hello"),
    WELCOME("welcome"),
    SUBSCRIBE("subscribe"),
    UNSUBSCRIBE("unsubscribe"),
    WRITE("write"),
    SNAPSHOT("snapshot"),
    RESET("reset"),
    RESUMED("resumed"),
    UPDATE("update"),
    ACCEPTED("accepted"),
    REFUSED("refused"),
    HEAD("head"),
    OUT_OF_SEQUENCE("out-of-sequence"),
    ERROR("error"),
    PING("ping"),
    PONG("pong"),
    UNRESOLVED("unresolved"),
    FELL_BEHIND("fell-behind"),
    BATCH("batch"),
    REFRESH("refresh"),
    REFRESHED("refreshed"),
    JOIN("join"),
    LEAVE("leave"),
    JOINED("joined"),
    LEFT("left"),
    SEND("send"),
    ANSWER("answer"),
    TAKEN("taken"),
    EVENT("event"),
    REQUEST("request"),
    REPLY("reply"),
    MISSED("missed");

    private static final FrameType[] ALL = values();

    private final String word;

    FrameType(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** {@return whether it is about channels, and not about atoms or the connection} */
    boolean isOfChannels() {
        return compareTo(JOIN) >= 0;
    }

    /** From 1, in the order in which the types stand here. */
    int number() {
        return ordinal() + 1;
    }

    static @Nullable FrameType of(String word) {
        for (FrameType type : ALL) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return null;
    }

    static @Nullable FrameType of(int number) {
        return number < 1 || number > ALL.length ? null : ALL[number - 1];
    }
}
