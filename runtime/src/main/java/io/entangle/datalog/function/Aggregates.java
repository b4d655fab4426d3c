package io.entangle.datalog.function;

import io.entangle.clock.Entropy;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.index.ValueOrder;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The aggregates that there are without being registered. */
final class Aggregates {
    /** Results are kept in memory. */
    private static final int MAX_DRAWN = 1_000_000;

    private Aggregates() {}

    static void addTo(Map<Symbol, AggregateFunction> into, Entropy entropy) {
        add(into, "count", values -> (long) values.size());
        add(into, "count-distinct", values -> (long) new HashSet<>(values).size());
        add(into, "distinct", values -> Collections.unmodifiableSet(new LinkedHashSet<>(values)));
        add(into, "sum", values -> sum(numbers("sum", values)));
        add(into, "avg", values -> mean(numbers("avg", values)));
        add(into, "median", values -> median(numbers("median", values)));
        add(into, "variance", values -> variance(numbers("variance", values)));
        add(into, "stddev", values -> Math.sqrt(variance(numbers("stddev", values))));
        into.put(Symbol.of("min"), (values, arguments) -> extreme("min", values, arguments, ValueOrder.COMPARATOR));
        into.put(
                Symbol.of("max"),
                (values, arguments) -> extreme("max", values, arguments, ValueOrder.COMPARATOR.reversed()));
        into.put(Symbol.of("rand"), (values, arguments) -> rand(values, arguments, entropy));
        into.put(Symbol.of("sample"), (values, arguments) -> sample(values, arguments, entropy));
    }

    private static void add(
            Map<Symbol, AggregateFunction> into,
            String name,
            Function<List<@Nullable Object>, @Nullable Object> function) {
        into.put(Symbol.of(name), (values, arguments) -> {
            if (!arguments.isEmpty()) {
                throw fault(name, "expected no arguments but the variable");
            }
            return function.apply(values);
        });
    }

    private static DatalogException fault(String name, String message) {
        return new DatalogException(
                "Cannot aggregate (" + name + "): " + message, "query/aggregate", "function", Symbol.of(name));
    }

    private static List<Number> numbers(String name, List<@Nullable Object> values) {
        List<Number> numbers = new ArrayList<>(values.size());
        for (Object value : values) {
            if (!(value instanceof Number number)) {
                throw fault(name, "expected numbers, got: " + Arguments.shown(value));
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static Number sum(List<Number> numbers) {
        Number sum = 0L;
        for (Number number : numbers) {
            try {
                sum = Arithmetic.add(sum, number);
            } catch (Arithmetic.TooLargeException e) {
                throw fault("sum", String.valueOf(e.getMessage()));
            }
        }
        return sum;
    }

    private static double mean(List<Number> numbers) {
        return sum(numbers).doubleValue() / numbers.size();
    }

    private static Object median(List<Number> numbers) {
        List<Number> sorted = new ArrayList<>(numbers);
        sorted.sort(ValueOrder.COMPARATOR);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (Object) ((sorted.get(middle - 1).doubleValue()
                                + sorted.get(middle).doubleValue())
                        / 2);
    }

    private static double variance(List<Number> numbers) {
        double mean = mean(numbers);
        double sum = 0;
        for (Number number : numbers) {
            double delta = number.doubleValue() - mean;
            sum += delta * delta;
        }
        return sum / numbers.size();
    }

    /** The first in an order, or with an argument the first so many, least first. */
    private static @Nullable Object extreme(
            String name,
            List<@Nullable Object> values,
            List<@Nullable Object> arguments,
            Comparator<@Nullable Object> order) {
        if (arguments.isEmpty()) {
            return Collections.min(values, order);
        }
        List<@Nullable Object> first = new ArrayList<>(values);
        first.sort(order);
        first = first.subList(0, Math.min(first.size(), count(name, arguments)));
        first.sort(ValueOrder.COMPARATOR);
        return PersistentVector.from(first);
    }

    private static int count(String name, List<@Nullable Object> arguments) {
        if (arguments.size() == 1 && arguments.get(0) instanceof Long count && count >= 0 && count <= MAX_DRAWN) {
            return count.intValue();
        }
        throw fault(name, "expected how many, at most " + MAX_DRAWN + ", got: " + Arguments.shown(arguments));
    }

    private static @Nullable Object rand(
            List<@Nullable Object> values, List<@Nullable Object> arguments, Entropy entropy) {
        if (arguments.isEmpty()) {
            return values.get((int) entropy.nextLong(values.size()));
        }
        PersistentVector.Builder<@Nullable Object> drawn = PersistentVector.builder();
        for (int i = count("rand", arguments); i > 0; i--) {
            drawn.add(values.get((int) entropy.nextLong(values.size())));
        }
        return drawn.build();
    }

    private static Object sample(List<@Nullable Object> values, List<@Nullable Object> arguments, Entropy entropy) {
        int count = Math.min(count("sample", arguments), values.size());
        List<@Nullable Object> shuffled = new ArrayList<>(values);
        for (int i = 0; i < count; i++) {
            Collections.swap(shuffled, i, i + (int) entropy.nextLong(shuffled.size() - i));
        }
        return PersistentVector.from(shuffled.subList(0, count));
    }
}
