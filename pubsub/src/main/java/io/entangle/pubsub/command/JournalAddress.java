package io.entangle.pubsub.command;

import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.sql.JournalRepair;
import io.entangle.journal.sql.Journals;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a journal is, as people write it: {@code sqlite:FILE}, {@code postgres:URL} or {@code memory}.
 *
 * @param shown the same without secrets
 * @param file of SQLite, or null
 * @param url of PostgreSQL as its driver takes it, or null
 * @param login who connects to PostgreSQL
 */
record JournalAddress(
        String shown, @Nullable Path file, @Nullable String url, Properties login) {
    static final JournalAddress MEMORY = new JournalAddress("memory", null, null, new Properties());

    private static final Pattern POSTGRES =
            Pattern.compile("//(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<place>[^?@]*)(?<rest>\\?.*)?");
    private static final String EXPECTED =
            "a journal is sqlite:FILE, postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE or memory, but found ";

    /** Reads it from the command line. */
    static final class Converter implements ITypeConverter<JournalAddress> {
        @Override
        public JournalAddress convert(String text) {
            return parse(text);
        }
    }

    /** Refuses what is in memory: there is nothing in it. */
    static final class KeptConverter implements ITypeConverter<JournalAddress> {
        @Override
        public JournalAddress convert(String text) {
            JournalAddress address = parse(text);
            if (address.isMemory()) {
                throw new TypeConversionException("a journal in memory ends with the process that has it");
            }
            return address;
        }
    }

    private static JournalAddress parse(String text) {
        if (text.equals("memory")) {
            return MEMORY;
        }
        String place = text.substring(text.indexOf(':') + 1);
        if (text.startsWith("sqlite:") && !place.isEmpty()) {
            try {
                return new JournalAddress(text, Path.of(place), null, new Properties());
            } catch (InvalidPathException e) {
                throw new TypeConversionException("no file can be called \"" + place + "\": " + e.getReason());
            }
        }
        if (text.startsWith("postgres:") || text.startsWith("postgresql:")) {
            return postgres(place);
        }
        String kind = text.replaceFirst("(?s):.*", ":…"); // behind it there may be a password
        throw new TypeConversionException(EXPECTED + "\"" + kind + "\"");
    }

    private static JournalAddress postgres(String place) {
        Matcher parts = POSTGRES.matcher(place);
        if (!parts.matches() || parts.group("place").isEmpty()) {
            throw new TypeConversionException(EXPECTED + "another address of PostgreSQL");
        }
        Properties login = new Properties();
        put(login, "user", parts.group("user"), System.getenv("PGUSER"));
        put(login, "password", parts.group("password"), System.getenv("PGPASSWORD"));
        String rest = parts.group("rest") == null ? "" : parts.group("rest");
        return new JournalAddress(
                "postgres://" + parts.group("place"), null, "jdbc:postgresql://" + parts.group("place") + rest, login);
    }

    private static void put(Properties login, String key, @Nullable String given, @Nullable String byDefault) {
        String value = given == null || given.isEmpty() ? byDefault : given;
        if (value != null && !value.isEmpty()) {
            login.setProperty(key, value);
        }
    }

    boolean isMemory() {
        return file == null && url == null;
    }

    /** {@return the journal, made if there is none} */
    Journal open() {
        if (file != null) {
            return Journals.sqlite(file);
        }
        String address = url;
        return address == null ? Journals.memory() : understood(() -> Journals.postgres(address, login));
    }

    /** {@return the journal, of which there must be one} */
    Journal openPresent() {
        checkPresent();
        return open();
    }

    JournalRepair.Report repair(Consumer<String> progress) {
        checkPresent();
        if (file != null) {
            return JournalRepair.sqlite(file, progress);
        }
        String address = Objects.requireNonNull(url, "an address that is not in memory");
        return understood(() -> JournalRepair.postgres(address, login, progress));
    }

    private void checkPresent() {
        if (file != null && !Files.exists(file)) {
            throw new CommandFailure(CommandFailure.FAILED, "there is no file " + file);
        }
    }

    /** What is wrong with an address is known when the driver has read it. */
    private static <T> T understood(Supplier<T> action) {
        try {
            return action.get();
        } catch (JournalException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.MISUSED, String.valueOf(e.getMessage()), e);
        }
    }
}
