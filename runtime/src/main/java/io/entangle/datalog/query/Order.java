package io.entangle.datalog.query;

/**
 * One of the criteria by which results are sorted.
 *
 * @param element which element of the results
 * @param isDescending whether the greatest comes first
 */
record Order(int element, boolean isDescending) {}
