package io.entangle.bench;

import java.util.List;

/** The libraries that the values suite compares. */
final class Systems {
    static final String ENTANGLE = "entangle";
    static final String KOTLINX = "kotlinx";
    static final String SCALA = "scala";
    static final String VAVR = "vavr";
    static final String PCOLLECTIONS = "pcollections";
    static final String ECLIPSE = "eclipse";

    static final List<String> ALL = List.of(ENTANGLE, KOTLINX, SCALA, VAVR, PCOLLECTIONS, ECLIPSE);

    private Systems() {}

    /** Whether an update shares structure; the others copy everything. */
    static boolean persistent(String system) {
        return !system.equals(ECLIPSE);
    }
}
