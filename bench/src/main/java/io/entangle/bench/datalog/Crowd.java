package io.entangle.bench.datalog;

import io.entangle.datalog.Database;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Keyword;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** So many people, with five values each, that they are made one after the other as they are wanted. */
final class Crowd {
    static final Keyword ID = Keyword.of("id");
    static final Keyword SALARY = Keyword.of("salary");

    private static final Schema SCHEMA = Schema.parse("{:id {:db/unique :db.unique/identity}}");
    private static final Keyword DB_ID = Keyword.of("db/id");
    private static final Keyword[] ATTRIBUTES = {
        ID, Keyword.of("name"), Keyword.of("sex"), Keyword.of("age"), SALARY,
    };
    private static final List<String> NAMES =
            List.of("Ivan", "Petr", "Sergei", "Oleg", "Yuri", "Dmitry", "Fedor", "Denis");
    private static final List<Keyword> SEXES = List.of(Keyword.of("male"), Keyword.of("female"));

    private final Random random = new Random(42);

    /** What a person is called. */
    static String id(int person) {
        return "p" + person;
    }

    /** The values of a person, a new one or another one of the same name. */
    Object[] values(int person) {
        return new Object[] {
            id(person),
            NAMES.get(random.nextInt(NAMES.size())),
            SEXES.get(random.nextInt(SEXES.size())),
            (long) random.nextInt(100),
            (long) random.nextInt(100_000)
        };
    }

    /** What asserts a person. */
    Map<Object, Object> map(Object entity, int person) {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(DB_ID, entity);
        Object[] values = values(person);
        for (int i = 0; i < values.length; i++) {
            map.put(ATTRIBUTES[i], values[i]);
        }
        return map;
    }

    /** A database of people, made of datoms. */
    static Database ofDatoms(int people) {
        Crowd crowd = new Crowd();
        IntFunction<List<Datom>> datoms = person -> {
            Object[] values = crowd.values(person);
            List<Datom> ofPerson = new ArrayList<>(values.length);
            for (int i = 0; i < values.length; i++) {
                ofPerson.add(Datom.of(person, ATTRIBUTES[i], values[i], Database.FIRST_TX + 1, true));
            }
            return ofPerson;
        };
        return Database.of(
                SCHEMA,
                () -> IntStream.rangeClosed(1, people)
                        .mapToObj(datoms)
                        .flatMap(List::stream)
                        .map(Object.class::cast)
                        .iterator());
    }

    /** The same, made by transactions of some people each. */
    static Database byTransactions(int people, int each) {
        Crowd crowd = new Crowd();
        Database database = Database.empty(SCHEMA);
        for (int from = 1; from <= people; from += each) {
            List<Object> maps = new ArrayList<>();
            for (int person = from; person < from + each && person <= people; person++) {
                maps.add(crowd.map((long) person, person));
            }
            database = database.with(maps).dbAfter();
        }
        return database;
    }
}
