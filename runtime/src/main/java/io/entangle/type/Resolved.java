package io.entangle.type;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A type whose variables were replaced by what they stand for. Its {@code kind} is a class, or else what can't be
 * handled: a wildcard, an array of generics, a variable that stands for nothing.
 */
record Resolved(Type kind, List<Resolved> arguments) {
    static Resolved of(Type type, Map<TypeVariable<?>, Resolved> variables) {
        if (type instanceof TypeVariable<?> variable && variables.containsKey(variable)) {
            return variables.get(variable);
        }
        if (type instanceof ParameterizedType generic) {
            List<Resolved> arguments = Stream.of(generic.getActualTypeArguments())
                    .map(argument -> of(argument, variables))
                    .toList();
            return new Resolved(generic.getRawType(), arguments);
        }
        return new Resolved(type, List.of());
    }

    /** What the variables of this class stand for; none where the class is used raw. */
    Map<TypeVariable<?>, Resolved> variables() {
        if (!(kind instanceof Class<?> type) || arguments.isEmpty()) {
            return Map.of();
        }
        TypeVariable<?>[] parameters = type.getTypeParameters();
        return IntStream.range(0, parameters.length)
                .boxed()
                .collect(Collectors.toMap(i -> parameters[i], arguments::get));
    }

    @Override
    public String toString() {
        String own = kind.getTypeName();
        return arguments.isEmpty()
                ? own
                : own + arguments.stream().map(Resolved::toString).collect(Collectors.joining(", ", "<", ">"));
    }
}
