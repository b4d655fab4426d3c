package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version as a client names it.
 *
 * @param number its number
 * @param epoch its epoch; null if the client trusts that it is the current one
 */
record VersionName(long number, @Nullable Long epoch) {
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,15})(?:-([0-9a-f]{16}))?");

    /** The version that a text names, or null if it names none. */
    static @Nullable VersionName parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String epoch = matcher.group(2);
        return new VersionName(
                Long.parseLong(matcher.group(1)), epoch == null ? null : Long.parseUnsignedLong(epoch, 16));
    }

    /** How a version is named in full. */
    static String of(Version version) {
        return version.number() + "-" + Answers.epoch(version);
    }

    boolean names(Version version) {
        return number == version.number() && isOfEpoch(version);
    }

    boolean isOfEpoch(Version version) {
        return epoch == null || epoch == version.epoch();
    }

    /** Fails if a version of another epoch is meant: that can't be told from one that is forgotten. */
    void checkEpoch(Version current) {
        if (!isOfEpoch(current)) {
            throw Problem.FORGOTTEN.because("version " + number + " is of another epoch than the atom's, "
                    + Answers.epoch(current) + ": start again from the current value");
        }
    }
}
