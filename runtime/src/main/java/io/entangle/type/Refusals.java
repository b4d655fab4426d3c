package io.entangle.type;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Calendar;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.eclipse.collections.api.map.MapIterable;
import org.eclipse.collections.api.set.SetIterable;

/** Says why a type can't be handled, and what could stand in its place. */
final class Refusals {
    private static final String LISTS = "java.util.List or an ImmutableList of Eclipse Collections";
    private static final String SETS = "java.util.Set or an ImmutableSet of Eclipse Collections";
    private static final String MAPS = "java.util.Map or an ImmutableMap of Eclipse Collections";
    private static final String INSTEAD = "a record, a sealed interface of records, or io.entangle.value.Doc";

    private Refusals() {}

    /** The exception for a component of an unsupported type. */
    static UnsupportedTypeException of(String way, Type type) {
        return because(way, reason(type));
    }

    static UnsupportedTypeException because(String way, String reason) {
        return new UnsupportedTypeException(way + ": " + reason);
    }

    private static String reason(Type type) {
        if (type instanceof WildcardType) {
            return type + " is a wildcard; name the type";
        }
        if (type instanceof TypeVariable<?> variable) {
            return "the type variable " + variable + " stands for no type here; use the generic record as a component"
                    + " of a record that says for which";
        }
        if (type instanceof GenericArrayType || type instanceof Class<?> array && array.isArray()) {
            return type.getTypeName() + " is an array, and mutable; use " + LISTS;
        }
        return type instanceof Class<?> known ? ofClass(known) : type + " is not supported";
    }

    private static String ofClass(Class<?> type) {
        String name = type.getName();
        if (Date.class.isAssignableFrom(type)) {
            String better =
                    name.equals("java.sql.Date") ? "LocalDate" : name.equals("java.sql.Time") ? "LocalTime" : "Instant";
            return name + " is mutable; use java.time." + better;
        }
        if (Calendar.class.isAssignableFrom(type)) {
            return name + " is mutable; use java.time.ZonedDateTime";
        }
        if (SortedMap.class.isAssignableFrom(type) || SortedSet.class.isAssignableFrom(type)) {
            return name + " has an order of its own, which is not replicated; use " + instead(type);
        }
        if (Iterable.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
            boolean immutable = name.contains("Immutable") || type == Iterable.class;
            return name + (immutable ? " is not supported" : " is mutable") + "; use " + instead(type);
        }
        if (type == Object.class) {
            return "java.lang.Object says nothing of its values; use " + INSTEAD;
        }
        if (StringBuilder.class == type || StringBuffer.class == type || CharSequence.class == type) {
            return name + (type.isInterface() ? " may be mutable" : " is mutable") + "; use String";
        }
        if (name.startsWith("java.util.concurrent.atomic.")) {
            return name + " is mutable; use the type of what it holds";
        }
        if (type.isInterface()) {
            return name + " is an interface that is not sealed; use " + INSTEAD;
        }
        return name + " is an ordinary class; use " + INSTEAD;
    }

    private static String instead(Class<?> type) {
        if (Map.class.isAssignableFrom(type) || MapIterable.class.isAssignableFrom(type)) {
            return MAPS;
        }
        boolean set = Set.class.isAssignableFrom(type) || SetIterable.class.isAssignableFrom(type);
        return set ? SETS : LISTS;
    }
}
