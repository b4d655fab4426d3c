package io.entangle.bench.datalog;

import io.entangle.bench.datalog.Facts.Attribute;
import io.entangle.bench.datalog.Facts.Item;
import io.entangle.bench.datalog.Facts.Ref;
import io.entangle.bench.datalog.Facts.Type;
import io.entangle.bench.datalog.Facts.Word;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Made-up people, as DataScript's own benchmark has them, but the same ones each time; some of them follow others. */
final class People {
    private static final List<String> NAMES =
            List.of("Ivan", "Petr", "Sergei", "Oleg", "Yuri", "Dmitry", "Fedor", "Denis");
    private static final List<String> LAST_NAMES =
            List.of("Ivanov", "Petrov", "Sidorov", "Kovalev", "Kuznetsov", "Voronoi");
    private static final List<String> ALIASES = List.of(
            "A. C. Q. W.",
            "A. J. Finn",
            "A.A. Fair",
            "Aapeli",
            "Aaron Wolfe",
            "Abigail Van Buren",
            "Jeanne Phillips",
            "Abram Tertz",
            "Abu Nuwas",
            "Acton Bell",
            "Adunis");

    static final List<Attribute> ATTRIBUTES = List.of(
            Attribute.identity("id"),
            Attribute.indexed("name", Type.STRING),
            Attribute.indexed("last-name", Type.STRING),
            Attribute.many("alias", Type.STRING),
            Attribute.indexed("sex", Type.WORD),
            Attribute.indexed("age", Type.LONG),
            Attribute.indexed("salary", Type.LONG),
            Attribute.many("follows", Type.REF));

    /** The draws of a person come in this order, whatever is made of them. */
    private final Random random = new Random(42);

    private People() {}

    /** People in an order at random. */
    static Facts some(int count) {
        People people = new People();
        List<Item> items = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            items.add(people.person(id));
        }
        Collections.shuffle(items, new Random(43));
        return new Facts("people", ATTRIBUTES, items);
    }

    private Item person(int id) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String lastName = LAST_NAMES.get(random.nextInt(LAST_NAMES.size()));
        int aliases = random.nextInt(10);
        Set<String> alias = new LinkedHashSet<>();
        for (int i = 0; i < aliases; i++) {
            alias.add(ALIASES.get(random.nextInt(ALIASES.size())));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", Integer.toString(id));
        values.put("name", name);
        values.put("last-name", lastName);
        if (!alias.isEmpty()) {
            values.put("alias", List.copyOf(alias));
        }
        values.put("sex", new Word(random.nextInt(2) == 0 ? "male" : "female"));
        values.put("age", (long) random.nextInt(100));
        values.put("salary", (long) random.nextInt(100_000));
        return new Item(Integer.toString(id), values);
    }

    /** A tree of people who follow others, each so many, down to a depth. */
    static Facts wide(int depth, int width) {
        People people = new People();
        List<Item> items = new ArrayList<>();
        people.addTree(items, 1, depth, width);
        return new Facts("wide-" + depth + "x" + width, ATTRIBUTES, items);
    }

    private void addTree(List<Item> items, int id, int depth, int width) {
        Item person = person(id);
        List<Ref> follows = new ArrayList<>();
        for (int child = id * width; child < (id + 1) * width && depth > 0; child++) {
            follows.add(new Ref(Integer.toString(child)));
        }
        items.add(follows.isEmpty() ? person : person.with("follows", List.copyOf(follows)));
        for (int child = id * width; child < (id + 1) * width && depth > 0; child++) {
            addTree(items, child, depth - 1, width);
        }
    }

    /** Chains of people, each of whom follows the next. */
    static Facts chains(int length, int count) {
        People people = new People();
        List<Item> items = new ArrayList<>();
        for (int chain = 0; chain < count; chain++) {
            int first = chain * (length + 1) + 1;
            IntStream.rangeClosed(0, length).mapToObj(i -> first + i).forEach(id -> {
                Item person = people.person(id);
                boolean isLast = id == first + length;
                items.add(isLast ? person : person.with("follows", List.of(new Ref(Integer.toString(id + 1)))));
            });
        }
        return new Facts("long-" + length + "x" + count, ATTRIBUTES, items);
    }
}
