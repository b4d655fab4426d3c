package io.entangle.replica;

import java.util.Set;

/** A write calls a mutation that the authority does not have. */
final class UnknownMutationException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 80;

    UnknownMutationException(String name, Set<String> registered) {
        super("the atom has no mutation \"" + shown(name) + "\"; it has " + registered);
    }

    /** A name that came from outside, as it may stand in a message or a log. */
    private static String shown(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > MOST_SHOWN ? printable.substring(0, MOST_SHOWN) + "…" : printable;
    }
}
