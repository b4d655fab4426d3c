package io.entangle.journal;

import java.util.List;

/**
 * All it takes to go on with an atom.
 *
 * @param head how far its journal reaches
 * @param snapshot the value to begin with
 * @param entries every version after that, up to the newest
 * @param clients how far the writes of each client have been taken in by then
 */
public record Recovery(AtomHead head, Snapshot snapshot, List<Entry> entries, List<ClientMark> clients) {}
