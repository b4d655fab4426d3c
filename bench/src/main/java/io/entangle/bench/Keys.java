package io.entangle.bench;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the measured collections hold. */
final class Keys {
    private Keys() {}

    /** Keys such as user:0000001. */
    static String[] of(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> "user:" + Integer.toString(10_000_000 + i).substring(1))
                .toArray(String[]::new);
    }

    static Object[] objects(int count) {
        return Stream.generate(Object::new).limit(count).toArray();
    }
}
