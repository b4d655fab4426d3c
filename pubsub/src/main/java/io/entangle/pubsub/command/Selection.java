package io.entangle.pubsub.command;

import io.entangle.journal.AtomHead;
import io.entangle.journal.Journal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Some of a journal's atoms, or all. */
final class Selection {
    private Selection() {}

    /**
     * {@return the atoms of some ids, in their order in the journal}
     *
     * @param ids those; all atoms if there are none
     */
    static List<AtomHead> of(Journal journal, List<String> ids) {
        List<AtomHead> all = journal.atoms();
        Set<String> missing = new HashSet<>(ids);
        all.forEach(head -> missing.remove(head.atom()));
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.NOT_FOUND,
                    "there is no atom \"" + missing.iterator().next() + "\" in the journal " + journal.name());
        }
        return all.stream()
                .filter(head -> ids.isEmpty() || ids.contains(head.atom()))
                .toList();
    }
}
