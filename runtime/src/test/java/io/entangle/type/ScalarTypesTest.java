package io.entangle.type;

import static io.entangle.type.Encodings.check;
import static io.entangle.type.Encodings.checkRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.value.Doc;
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
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ScalarTypesTest {
    record Numbers(byte b, short s, int i, long l, float f, double d, char c, boolean z) {}

    @Test
    void encode_primitives_areNumbersAndStrings() {
        check(
                new Numbers((byte) -1, (short) 2, 3, 4, 0.5f, 2.0, 'x', true),
                "{\"b\":-1,\"s\":2,\"i\":3,\"l\":4,\"f\":0.5,\"d\":2,\"c\":\"x\",\"z\":true}");
        check(
                new Numbers(
                        Byte.MIN_VALUE, Short.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 0.1f, 1e300, 'é', false),
                """
                {"b":-128,"s":32767,"i":-2147483648,"l":"9223372036854775807","f":0.10000000149011612,"d":1e300,
                 "c":"é","z":false}""");
    }

    record Long64(long l) {}

    @Test
    void decode_long_takesNumbersAndDigits() {
        AtomType<Long64> type = AtomType.of(Long64.class);

        assertThat(type.decode(Doc.of("l", "42"))).isEqualTo(new Long64(42));
        assertThat(type.decode(Doc.of("l", 0x1p60))).isEqualTo(new Long64(1L << 60));
        assertThat(type.encode(new Long64((1L << 53) - 1)).get("l")).isEqualTo((1L << 53) - 1);
        assertThat(type.encode(new Long64(1L << 53)).get("l")).isEqualTo("9007199254740992");
        checkRefused(
                Long64.class,
                "{\"l\":0.5}",
                "at /l: expected an integer of 64 bits, or a string of its digits, but found the number 0.5");
        checkRefused(
                Long64.class,
                "{\"l\":1e300}",
                "at /l: expected an integer of 64 bits, or a string of its digits, but found the number 1.0E300");
    }

    record Reals(double d, float f, @Nullable Double boxed) {}

    @Test
    void encode_notFinite_isRefusedWithItsPath() {
        AtomType<Reals> type = AtomType.of(Reals.class);

        assertThatThrownBy(() -> type.encode(new Reals(Double.NaN, 0, null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /d: numbers are finite, but found NaN");
        assertThatThrownBy(() -> type.diff(new Reals(0, 0, null), new Reals(0, Float.NEGATIVE_INFINITY, null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /f: numbers are finite, but found -Infinity");
        checkRefused(
                Reals.class,
                "{\"d\":0,\"f\":1e300}",
                "at /f: expected a number that a float can hold, but found the number 1.0E300");
    }

    @Test
    void encode_negativeZero_isZero() {
        AtomType<Reals> type = AtomType.of(Reals.class);
        Reals negative = new Reals(-0.0, -0.0f, -0.0);

        assertThat(type.decode(type.encode(negative))).isEqualTo(new Reals(0.0, 0.0f, 0.0));
        assertThat(type.diff(new Reals(0.0, 0.0f, 0.0), negative).isEmpty()).isTrue();
    }

    record Texts(
            String text,
            BigInteger big,
            BigDecimal decimal,
            Rich.Color color,
            UUID id,
            URI uri,
            Locale locale,
            Currency currency) {}

    @Test
    void encode_textScalars_areStrings() {
        check(
                new Texts(
                        "a\0b",
                        BigInteger.TWO.pow(70),
                        new BigDecimal("1.50"),
                        Rich.Color.GREEN,
                        new UUID(1, 2),
                        URI.create("https://example.org/a?b#c"),
                        Locale.forLanguageTag("de-AT"),
                        Currency.getInstance("EUR")),
                """
                {"text":"a\\u0000b","big":"1180591620717411303424","decimal":"1.50","color":"GREEN",
                 "id":"00000000-0000-0001-0000-000000000002","uri":"https://example.org/a?b#c","locale":"de-AT",
                 "currency":"EUR"}""");
    }

    record Times(
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime local,
            OffsetDateTime offset,
            OffsetTime offsetTime,
            ZonedDateTime zoned,
            Duration duration,
            Period period,
            Year year,
            YearMonth month,
            MonthDay day,
            ZoneId zone,
            ZoneOffset shift) {}

    @Test
    void encode_times_areIsoStrings() {
        check(
                new Times(
                        Instant.EPOCH,
                        LocalDate.EPOCH,
                        LocalTime.NOON,
                        LocalDate.EPOCH.atTime(1, 2, 3),
                        OffsetDateTime.parse("2030-01-02T03:04:05+01:00"),
                        OffsetTime.parse("03:04+01:00"),
                        ZonedDateTime.parse("2030-07-02T03:04:05+02:00[Europe/Paris]"),
                        Duration.ofMinutes(90),
                        Period.of(1, 14, -3),
                        Year.of(12345),
                        YearMonth.of(2030, 1),
                        MonthDay.of(2, 29),
                        ZoneId.of("Asia/Tokyo"),
                        ZoneOffset.ofHours(-3)),
                """
                {"instant":"1970-01-01T00:00:00Z","date":"1970-01-01","time":"12:00","local":"1970-01-01T01:02:03",
                 "offset":"2030-01-02T03:04:05+01:00","offsetTime":"03:04+01:00",
                 "zoned":"2030-07-02T03:04:05+02:00[Europe/Paris]","duration":"PT1H30M","period":"P1Y14M-3D",
                 "year":12345,"month":"2030-01","day":"--02-29","zone":"Asia/Tokyo","shift":"-03:00"}""");
        checkRefused(
                Times.class,
                "{\"instant\":\"yesterday\"}",
                "at /instant: expected an instant such as 2030-12-31T23:59:59Z, but found the string \"yesterday\"");
    }
}
