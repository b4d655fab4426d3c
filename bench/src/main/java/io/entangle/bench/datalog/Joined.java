package io.entangle.bench.datalog;

import io.entangle.bench.datalog.Facts.Attribute;
import io.entangle.bench.datalog.Facts.Item;
import io.entangle.bench.datalog.Facts.Ref;
import io.entangle.bench.datalog.Facts.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Entities that refer to each other: a company of divisions, departments and people, and a graph at random. */
final class Joined {
    private static final int DIVISIONS = 10;
    private static final int DEPARTMENTS = 100;
    private static final int NODES = 1_000;
    private static final int EDGES = 10_000;

    private Joined() {}

    static Facts company(int people) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < DIVISIONS; i++) {
            items.add(new Item("division " + i, Map.of("div/name", "div-" + i)));
        }
        for (int i = 0; i < DEPARTMENTS; i++) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("d/name", "dept-" + i);
            values.put("d/budget", i * 5_000L);
            values.put("d/div", new Ref("division " + i % DIVISIONS));
            items.add(new Item("department " + i, values));
        }
        Random random = new Random(42);
        for (int i = 0; i < people; i++) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("p/name", "p-" + i);
            values.put("p/dept", new Ref("department " + i % DEPARTMENTS));
            values.put("p/salary", 30_000L + random.nextInt(70_000));
            items.add(new Item("person " + i, values));
        }
        return new Facts(
                "company",
                List.of(
                        Attribute.indexed("div/name", Type.STRING),
                        Attribute.indexed("d/name", Type.STRING),
                        Attribute.indexed("d/budget", Type.LONG),
                        Attribute.of("d/div", Type.REF),
                        Attribute.of("p/name", Type.STRING),
                        Attribute.indexed("p/dept", Type.REF),
                        Attribute.indexed("p/salary", Type.LONG)),
                items);
    }

    static Facts graph() {
        Random random = new Random(45);
        List<Set<Ref>> to = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            to.add(new LinkedHashSet<>());
        }
        for (int i = 0; i < EDGES; i++) {
            int from = random.nextInt(NODES);
            to.get(from).add(new Ref("node " + random.nextInt(NODES)));
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            Item node = new Item("node " + i, Map.of("e/id", (long) i));
            items.add(to.get(i).isEmpty() ? node : node.with("e/to", List.copyOf(to.get(i))));
        }
        return new Facts("graph", List.of(Attribute.of("e/id", Type.LONG), Attribute.many("e/to", Type.REF)), items);
    }
}
