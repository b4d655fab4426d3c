package io.entangle.examples;

import io.entangle.datalog.Database;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnReader;
import io.entangle.datalog.index.ValueOrder;
import io.entangle.datalog.index.Values;
import io.entangle.datalog.query.Query;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * The lessons of {@code docs/datalog-lessons.md}, one after the other: each schema, transaction and query in it is carried
 * out, on films that were never made.
 */
@Command(
        name = "lessons",
        description = "Datalog, by example: queries on a small database of films, and what they find.",
        mixinStandardHelpOptions = true)
public final class Lessons implements Callable<Integer> {
    private static final String FENCE = "```";
    private static final String LANGUAGE = FENCE + "clojure ";
    private static final String RESULT = LANGUAGE + "result";

    private final List<String> lines;
    private final StringBuilder text = new StringBuilder();
    private Database database = Database.empty(Schema.empty());
    private int at;

    /** The example. */
    public Lessons() {
        this(resource("datalog-lessons.md"));
    }

    Lessons(String document) {
        this.lines = document.lines().toList();
    }

    @Override
    public Integer call() {
        System.out.println(run());
        return 0;
    }

    /** {@return the document, with what is found now below each query} */
    String run() {
        while (at < lines.size()) {
            String line = lines.get(at++);
            text.append(line).append('\n');
            if (line.startsWith(LANGUAGE)) {
                String found = done(line.substring(LANGUAGE.length()), block());
                if (found != null) {
                    passOverResult();
                    text.append('\n')
                            .append(RESULT)
                            .append('\n')
                            .append(found)
                            .append('\n')
                            .append(FENCE)
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    /** The lines up to the fence that closes, which are copied too. */
    private String block() {
        StringBuilder block = new StringBuilder();
        for (String line = lines.get(at++); ; line = lines.get(at++)) {
            text.append(line).append('\n');
            if (line.equals(FENCE)) {
                return block.toString();
            }
            block.append(line).append('\n');
        }
    }

    /** Leaves out the result that stands there, if there is one. */
    private void passOverResult() {
        if (at + 1 < lines.size() && lines.get(at + 1).equals(RESULT)) {
            at += 2;
            while (!lines.get(at++).equals(FENCE)) {}
        }
    }

    /** Carries out a block; what a query finds is returned, null of others. */
    private @Nullable String done(String kind, String block) {
        if (kind.equals("schema")) {
            database = Database.withHistory(Schema.parse(block))
                    .with(resource("movies.edn"))
                    .dbAfter();
            return null;
        }
        if (kind.equals("transaction")) {
            database = database.with(block).dbAfter();
            return null;
        }
        List<@Nullable Object> forms = EdnReader.standard().readAll(block);
        List<@Nullable Object> inputs = new ArrayList<>(List.of(source(kind)));
        inputs.addAll(forms.subList(1, forms.size()));
        Object found = Query.of(Objects.requireNonNull(forms.get(0))).run(inputs.toArray());
        return shown(found, block.contains(":order-by"));
    }

    private Database source(String kind) {
        return switch (kind) {
            case "query" -> database;
            case "query as-of 1" -> database.asOf(1);
            case "query history" -> database.history();
            default -> throw new IllegalArgumentException("a block is a schema, a transaction or a query, not " + kind);
        };
    }

    /** A line for each row, and of sets in an order that is always the same. */
    private static String shown(@Nullable Object found, boolean isOrdered) {
        if (!(found instanceof Collection<?> several) || !several.stream().allMatch(Lessons::isRow)) {
            return Edn.write(found instanceof List<?> values ? sorted(values, isOrdered) : found);
        }
        return sorted(several, isOrdered).stream().map(Edn::write).collect(Collectors.joining("\n"));
    }

    private static boolean isRow(@Nullable Object element) {
        return element instanceof List<?> || element instanceof Map<?, ?>;
    }

    private static List<@Nullable Object> sorted(Collection<?> values, boolean isOrdered) {
        List<@Nullable Object> sorted = new ArrayList<>();
        values.forEach(value -> sorted.add(Values.normal(value)));
        if (!isOrdered) {
            sorted.sort(ValueOrder.COMPARATOR);
        }
        return sorted;
    }

    private static String resource(String name) {
        try (InputStream resource = Objects.requireNonNull(Lessons.class.getResourceAsStream(name), name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
