package io.entangle.replica;

import java.util.Set;

/** A write calls a mutation that the authority does not have. */
final class UnknownMutationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownMutationException(String name, Set<String> registered) {
        super("the atom has no mutation \"" + name + "\"; it has " + registered);
    }
}
