package io.entangle.type;

import io.entangle.type.ScalarCodec.KeyForm;
import io.entangle.value.InvalidValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The codecs of all types that are encoded as one boolean, number or string. */
final class Scalars {
    /** The largest integer that the value domain holds as a number: 2^53 - 1. */
    private static final long MAX_INTEGER = (1L << 53) - 1;
    /** The time to read a number's digits grows with their square, so a peer may not send any count of them. */
    private static final int MAX_NUMBER_CHARS = 10_000;

    private static final Map<Class<?>, ScalarCodec<?>> CODECS = new HashMap<>();

    static {
        both(boolean.class, Boolean.class, "a boolean", KeyForm.NONE, b -> b, e -> e instanceof Boolean b ? b : null);
        integer(byte.class, Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, Long::byteValue);
        integer(short.class, Short.class, Short.MIN_VALUE, Short.MAX_VALUE, Long::shortValue);
        integer(int.class, Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue);
        both(
                long.class,
                Long.class,
                "an integer of 64 bits, or a string of its digits",
                KeyForm.INTEGER,
                Scalars::ofLong,
                Scalars::toLong);
        both(
                float.class,
                Float.class,
                "a number that a float can hold",
                KeyForm.NONE,
                f -> real(f),
                e -> e instanceof Number n && Float.isFinite(n.floatValue()) ? (Float) n.floatValue() : null);
        both(
                double.class,
                Double.class,
                "a number",
                KeyForm.NONE,
                Scalars::real,
                e -> e instanceof Number n ? (Double) n.doubleValue() : null);
        both(
                char.class,
                Character.class,
                "a string of one character",
                KeyForm.TEXT,
                c -> unicode(c.toString()),
                e -> e instanceof String s && s.length() == 1 ? (Character) s.charAt(0) : null);
        one(
                Year.class,
                "a year, as an integer",
                KeyForm.INTEGER,
                year -> (long) year.getValue(),
                e -> e instanceof Long n ? Year.of(Math.toIntExact(n)) : null);
        one(String.class, "a string", KeyForm.TEXT, Scalars::unicode, e -> e instanceof String s ? s : null);
        one(
                BigInteger.class,
                "an integer, as a string",
                KeyForm.TEXT,
                n -> number(n.toString()),
                e -> e instanceof String || e instanceof Long ? new BigInteger(number(e.toString())) : null);
        one(
                BigDecimal.class,
                "a decimal number, as a string",
                KeyForm.TEXT,
                n -> number(n.toString()),
                e -> e instanceof String || e instanceof Number ? new BigDecimal(number(e.toString())) : null);
        text(UUID.class, "a UUID", UUID::toString, UUID::fromString);
        text(Instant.class, "an instant such as 2030-12-31T23:59:59Z", Instant::toString, Instant::parse);
        text(LocalDate.class, "a date such as 2030-12-31", LocalDate::toString, LocalDate::parse);
        text(LocalTime.class, "a time such as 23:59:59", LocalTime::toString, LocalTime::parse);
        text(
                LocalDateTime.class,
                "a date and time such as 2030-12-31T23:59:59",
                LocalDateTime::toString,
                LocalDateTime::parse);
        text(
                OffsetDateTime.class,
                "a date and time such as 2030-12-31T23:59:59+01:00",
                OffsetDateTime::toString,
                OffsetDateTime::parse);
        text(OffsetTime.class, "a time such as 23:59:59+01:00", OffsetTime::toString, OffsetTime::parse);
        text(
                ZonedDateTime.class,
                "a date and time such as 2030-12-31T23:59:59+01:00[Europe/Paris]",
                ZonedDateTime::toString,
                ZonedDateTime::parse);
        text(Duration.class, "a duration such as PT1H30M", Duration::toString, Duration::parse);
        text(Period.class, "a period such as P1Y2M3D", Period::toString, Period::parse);
        text(YearMonth.class, "a month such as 2030-12", YearMonth::toString, YearMonth::parse);
        text(MonthDay.class, "a day such as --12-31", MonthDay::toString, MonthDay::parse);
        text(ZoneId.class, "a time zone such as Europe/Paris", ZoneId::getId, ZoneId::of);
        text(ZoneOffset.class, "a time zone offset such as +01:00", ZoneOffset::getId, ZoneOffset::of);
        text(URI.class, "a URI", Scalars::ofUri, URI::create);
        text(Locale.class, "a language tag such as de-AT", Scalars::ofLocale, Scalars::toLocale);
        text(Currency.class, "a currency code such as EUR", Currency::getCurrencyCode, Currency::getInstance);
    }

    private Scalars() {}

    /** The codec of a type, or null if it is not encoded as a scalar. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static @Nullable ScalarCodec<?> of(Class<?> type) {
        return type.isEnum() ? ofEnum((Class) type) : CODECS.get(type);
    }

    private static <E extends Enum<E>> ScalarCodec<E> ofEnum(Class<E> type) {
        Map<String, E> byName = new HashMap<>();
        for (E constant : type.getEnumConstants()) {
            byName.put(constant.name(), constant);
        }
        String names = String.join(", ", byName.keySet().stream().sorted().toList());
        return new ScalarCodec<>("one of " + names, KeyForm.TEXT, Enum::name, e -> byName.get(e));
    }

    private static <T> void both(
            Class<T> primitive,
            Class<T> boxed,
            String expected,
            KeyForm keyForm,
            Function<T, Object> encoder,
            Function<Object, @Nullable T> decoder) {
        ScalarCodec<T> codec = new ScalarCodec<>(expected, keyForm, encoder, decoder);
        CODECS.put(boxed, codec);
        CODECS.put(primitive, codec.primitive());
    }

    private static <T> void one(
            Class<T> type,
            String expected,
            KeyForm keyForm,
            Function<T, Object> encoder,
            Function<Object, @Nullable T> decoder) {
        CODECS.put(type, new ScalarCodec<>(expected, keyForm, encoder, decoder));
    }

    private static <T extends Number> void integer(
            Class<T> primitive, Class<T> boxed, long min, long max, Function<Long, T> narrow) {
        both(
                primitive,
                boxed,
                "an integer from " + min + " to " + max,
                KeyForm.INTEGER,
                Number::longValue,
                e -> e instanceof Long n && n >= min && n <= max ? narrow.apply(n) : null);
    }

    private static <T> void text(
            Class<T> type, String expected, Function<T, String> toText, Function<String, T> parse) {
        one(
                type,
                expected,
                KeyForm.TEXT,
                value -> unicode(toText.apply(value)),
                e -> e instanceof String s ? parse.apply(s) : null);
    }

    private static Object ofLong(Long value) {
        return value >= -MAX_INTEGER && value <= MAX_INTEGER ? (Object) value : value.toString();
    }

    private static @Nullable Long toLong(Object encoded) {
        if (encoded instanceof String digits) {
            return Long.parseLong(digits);
        }
        if (encoded instanceof Double number) {
            boolean exact = number == Math.rint(number) && Math.abs(number) < 0x1p63;
            return exact ? (Long) number.longValue() : null;
        }
        return encoded instanceof Long number ? number : null;
    }

    /** A finite number in the form of the value domain: what is an integer there is a Long. */
    private static Object real(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new InvalidValueException("numbers are finite, but found " + value);
        }
        boolean integral = value == Math.rint(value) && Math.abs(value) <= MAX_INTEGER;
        return integral ? (Object) (long) value : (Object) value;
    }

    private static String number(String digits) {
        if (digits.length() > MAX_NUMBER_CHARS) {
            throw new InvalidValueException("expected a number of at most " + MAX_NUMBER_CHARS
                    + " characters, but found one of " + digits.length());
        }
        return digits;
    }

    private static String unicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw new InvalidValueException(
                            "strings are valid Unicode, but found the lone surrogate U+%04X".formatted((int) c));
                }
                i++;
            }
        }
        return text;
    }

    /** One text for all URIs that are equal: they are whatever the case of scheme, host and escapes. */
    private static String ofUri(URI uri) {
        StringBuilder text = new StringBuilder(uri.toString());
        if (uri.getScheme() != null) {
            int length = uri.getScheme().length();
            text.replace(0, length, uri.getScheme().toLowerCase(Locale.ROOT));
        }
        if (uri.getHost() != null) {
            int user = uri.getRawUserInfo() == null ? 0 : uri.getRawUserInfo().length() + 1;
            int start = text.indexOf("//") + 2 + user;
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            text.replace(start, start + host.length(), host);
        }
        for (int i = text.indexOf("%"); i >= 0 && i + 2 < text.length(); i = text.indexOf("%", i + 1)) {
            if (Character.digit(text.charAt(i + 1), 16) >= 0 && Character.digit(text.charAt(i + 2), 16) >= 0) {
                text.setCharAt(i + 1, Character.toUpperCase(text.charAt(i + 1)));
                text.setCharAt(i + 2, Character.toUpperCase(text.charAt(i + 2)));
            }
        }
        return text.toString();
    }

    private static String ofLocale(Locale locale) {
        String tag = locale.toLanguageTag();
        if (!Locale.forLanguageTag(tag).equals(locale)) {
            throw new InvalidValueException("expected a locale that a language tag can write, but found " + locale);
        }
        return tag;
    }

    private static @Nullable Locale toLocale(String tag) {
        Locale locale = Locale.forLanguageTag(tag);
        return locale.equals(Locale.ROOT) && !tag.equals("und") ? null : locale;
    }
}
