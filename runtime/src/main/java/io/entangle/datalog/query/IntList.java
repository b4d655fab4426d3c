package io.entangle.datalog.query;

import java.util.Arrays;

/** Numbers of rows, collected. The array is open to the loops that read it. */
final class IntList {
    private int[] numbers;
    private int size;

    IntList(int expected) {
        numbers = new int[Math.max(expected, 16)];
    }

    void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = number;
    }

    void addTimes(int number, int times) {
        if (size + times > numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(size + times, size * 2));
        }
        Arrays.fill(numbers, size, size + times, number);
        size += times;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return numbers[index];
    }

    int[] array() {
        return numbers;
    }
}
