package io.entangle.pubsub.command;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time as people write them: {@code 30d}, {@code 12h}, {@code 90m}, {@code 45s}, {@code forever}. */
final class Ages implements ITypeConverter<Duration> {
    private static final Pattern AGE = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    @Override
    public Duration convert(String text) {
        if (text.equals("forever")) {
            return ChronoUnit.FOREVER.getDuration();
        }
        Matcher age = AGE.matcher(text);
        if (!age.matches()) {
            throw new TypeConversionException(
                    "a length of time looks like 30d, 12h, 90m, 45s or forever, but found \"" + text + "\"");
        }
        return Duration.of(Long.parseLong(age.group(1)), UNITS.get(age.group(2)));
    }
}
