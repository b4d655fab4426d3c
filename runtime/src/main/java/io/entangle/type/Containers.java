package io.entangle.type;

import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.collections.api.RichIterable;
import org.eclipse.collections.api.collection.ImmutableCollection;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.list.ListIterable;
import org.eclipse.collections.api.map.ImmutableMap;
import org.eclipse.collections.api.map.ImmutableMapIterable;
import org.eclipse.collections.api.map.MapIterable;
import org.eclipse.collections.api.map.UnsortedMapIterable;
import org.eclipse.collections.api.ordered.OrderedIterable;
import org.eclipse.collections.api.set.ImmutableSet;
import org.eclipse.collections.api.set.ImmutableSetIterable;
import org.eclipse.collections.api.set.SetIterable;
import org.eclipse.collections.api.set.UnsortedSetIterable;

/** The types of containers that components may have: those of which the persistent ones are instances. */
final class Containers {
    static final Set<Class<?>> MAPS = Set.of(
            Map.class,
            ImmutableMap.class,
            MapIterable.class,
            ImmutableMapIterable.class,
            UnsortedMapIterable.class,
            PersistentMap.class);

    static final Set<Class<?>> LISTS = Set.of(
            List.class,
            Collection.class,
            ImmutableList.class,
            ListIterable.class,
            OrderedIterable.class,
            RichIterable.class,
            ImmutableCollection.class,
            PersistentVector.class);

    static final Set<Class<?>> SETS = Set.of(
            Set.class, ImmutableSet.class, SetIterable.class, ImmutableSetIterable.class, UnsortedSetIterable.class);

    private Containers() {}

    static boolean isContainer(Class<?> type) {
        return MAPS.contains(type) || LISTS.contains(type) || SETS.contains(type);
    }
}
