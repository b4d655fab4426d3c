package io.entangle.pubsub.command;

import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Prints an atom's value. */
@Command(
        name = "get",
        description = "Prints an atom's value, now or in the past, as canonical JSON in one line.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  entangle get app-state",
            "  entangle get app-state --path /users/0/name",
            "  entangle get app-state --at 2026-11-20T15:00:00Z --pretty"
        })
final class GetCommand extends Subcommand {
    @Mixin
    private HubAddress hub = new HubAddress();

    @Parameters(paramLabel = "ID", description = "The atom's id.")
    private String id = "";

    @ArgGroup(heading = "The past:%n")
    private When when = new When();

    @Option(
            names = "--path",
            paramLabel = "POINTER",
            converter = Pointer.class,
            description = "Only what stands there: a JSON Pointer.")
    private Path path = Path.ROOT;

    @Option(names = "--pretty", description = "In many lines, for people.")
    private boolean pretty;

    /** One of them or none. */
    static final class When {
        @Option(names = "--version", paramLabel = "N", description = "The value of that version.")
        private @Nullable Long version;

        @Option(
                names = "--at",
                paramLabel = "TIME",
                converter = Time.class,
                description = "The value at that time, for example 2026-11-20T15:00:00Z.")
        private @Nullable String at;

        String query() {
            if (version != null) {
                return "?version=" + version;
            }
            return at == null ? "" : "?at=" + HubRequests.encoded(at);
        }
    }

    /** A JSON Pointer. */
    static final class Pointer implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                return Path.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** An instant, as the hub is asked for it. */
    static final class Time implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant().toString();
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "a time looks like 2026-11-20T15:00:00Z or 2026-11-20T16:00:00+01:00, but found \"" + text
                                + "\"");
            }
        }
    }

    @Override
    public Integer call() {
        String json =
                new HubRequests(hub).get(HubRequests.atom(id) + when.query()).body();
        if (path.length() > 0) {
            Doc value = Doc.parse(json);
            if (!value.has(path)) {
                throw new CommandFailure(CommandFailure.NOT_FOUND, "nothing stands at \"" + path + "\"");
            }
            json = Doc.from(value.get(path)).toCanonicalJson();
        }
        out().println(pretty ? Json.pretty(json) : json);
        return printed();
    }
}
