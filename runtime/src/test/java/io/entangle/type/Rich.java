package io.entangle.type;

import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.list.primitive.ImmutableCharList;
import org.eclipse.collections.api.list.primitive.ImmutableDoubleList;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.api.map.ImmutableMap;
import org.eclipse.collections.api.map.MapIterable;
import org.eclipse.collections.api.set.ImmutableSet;

/** A record with a component of every kind. */
record Rich(
        boolean flag,
        byte tiny,
        short small,
        int middle,
        long large,
        float rough,
        double fine,
        char letter,
        Numbers boxed,
        String text,
        Color color,
        Moments moments,
        Optional<Todo> next,
        OptionalInt optionalInt,
        OptionalLong optionalLong,
        OptionalDouble optionalDouble,
        Todo todo,
        Pair<String, Pair<Todo, Integer>> pair,
        Tree tree,
        Shape shape,
        Doc free,
        ImmutableMap<String, Todo> todos,
        Map<Color, List<Todo>> byColor,
        MapIterable<Long, Map<UUID, String>> nested,
        PersistentMap<LocalDate, Shape> byDate,
        List<Todo> list,
        ImmutableList<Shape> shapes,
        PersistentVector<List<Integer>> matrix,
        List<Optional<String>> optionals,
        Set<String> tags,
        ImmutableSet<Color> palette,
        Set<Todo> todoSet,
        Set<Shape> shapeSet,
        ImmutableIntList ints,
        ImmutableDoubleList doubles,
        ImmutableCharList chars) {

    enum Color {
        RED,
        GREEN {
            @Override
            boolean warm() {
                return false;
            }
        },
        BLUE;

        boolean warm() {
            return this == RED;
        }
    }

    record Numbers(
            Boolean flag,
            Byte tiny,
            Short small,
            Integer middle,
            Long large,
            Float rough,
            Double fine,
            Character letter,
            BigInteger big,
            BigDecimal decimal) {}

    record Moments(UUID id, Instant instant, LocalDate date, ZonedDateTime zoned, Duration duration, URI uri) {}

    record Todo(String text, boolean done, List<String> notes) {}

    record Pair<A, B>(A left, B right) {}

    record Tree(String name, List<Tree> children) {}

    sealed interface Shape permits Point, Round, Text {}

    record Point() implements Shape {}

    sealed interface Round extends Shape permits Circle, Ring {}

    record Circle(Spot center, double radius) implements Round {}

    record Ring(Spot center, double inner, double outer) implements Round {}

    record Text(String text, ImmutableMap<String, String> style) implements Shape {}

    record Spot(int x, int y) {}
}
