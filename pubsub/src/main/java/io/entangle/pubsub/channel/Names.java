package io.entangle.pubsub.channel;

import io.entangle.pubsub.protocol.Shown;
import java.util.regex.Pattern;

/** Names of channels. Those that begin with {@code @} are the hub's. */
public final class Names {
    /** Each client's own channel: what is for it alone. */
    public static final String ME = "@me";

    /** The channel of the client's user: what is for all of the user's devices. */
    public static final String USER = "@user";

    /** The channel of everybody. */
    public static final String ALL = "@all";

    private static final int MAX_LENGTH = 255;
    private static final Pattern VALID =
            Pattern.compile("[A-Za-z0-9._:/-][A-Za-z0-9._:@/-]{0," + (MAX_LENGTH - 1) + "}");

    private Names() {}

    /**
     * {@return whether an application's channel may have that name}: 1 to 255 characters out of {@code A-Z a-z 0-9 . _ : @ / -},
     * the first no {@code @}
     *
     * @param name any text
     */
    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /**
     * {@return whether it is one of the hub's own channels, which anybody may join}
     *
     * @param name any text
     */
    public static boolean isForAnybody(String name) {
        return name.equals(ME) || name.equals(USER) || name.equals(ALL);
    }

    static String checked(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("a channel's name has 1 to " + MAX_LENGTH
                    + " characters out of A-Z a-z 0-9 . _ : @ / -, the first no @, but found \"" + Shown.of(name)
                    + "\"");
        }
        return name;
    }
}
