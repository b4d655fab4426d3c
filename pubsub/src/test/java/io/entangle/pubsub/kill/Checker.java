package io.entangle.pubsub.kill;

import io.entangle.pubsub.kill.Violations.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Compares what writers and observers have logged with what the journal holds. To be given the logs first and then the
 * journal, again and again, so that no version is compacted before it was seen.
 */
final class Checker {
    /** What a writer was told: one of its writes is in, in some version if that is not 0. */
    private record Acknowledged(Writes of, long sequence, long version) {}

    private static final int OBSERVERS = 3;

    private final Violations violations = new Violations();
    private final Map<String, String> clients = new HashMap<>();
    private final Map<String, Writes> writes = new LinkedHashMap<>();
    private final Map<String, AtomHistory> atoms = new LinkedHashMap<>();
    private final Map<String, Map<String, Writes>> byClient = new HashMap<>();
    private final List<Acknowledged> unchecked = new ArrayList<>();
    private final List<String[]> seen = new ArrayList<>();
    /** The newest version of each atom that each observer has logged. */
    private final Map<String, Long> newest = new HashMap<>();

    private long versionsSeen;
    private long refused;
    private long oldest;

    Checker() {
        for (String atom : Accounts.ALL) {
            byClient.put(atom, new HashMap<>());
            atoms.put(atom, new AtomHistory(atom, violations, byClient.get(atom)));
        }
    }

    /** Takes in a line of a log. */
    void line(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "client" -> clients.put(words[1], words[2]);
            case "sent" ->
                of(words).sent(Long.parseLong(words[3]), words[4], words.length > 5 ? Long.parseLong(words[5]) : 0);
            case "acked" -> accepted(of(words), Long.parseLong(words[3]), Long.parseLong(words[4]));
            case "taken" -> accepted(of(words), Long.parseLong(words[3]), 0);
            case "refused" -> {
                of(words).refused(Long.parseLong(words[3]));
                refused++;
            }
            case "seen" -> {
                seen.add(words);
                newest.put(words[1] + " " + words[2], Long.parseLong(words[4]));
            }
            case "again" -> {}
            default -> violations.add(Kind.OTHER, line);
        }
    }

    private Writes of(String[] words) {
        return writes.computeIfAbsent(words[1] + " " + words[2], fresh -> {
            Writes made = new Writes(words[1], words[2]);
            byClient.get(words[2]).put(clients.get(words[1]), made);
            return made;
        });
    }

    private void accepted(Writes of, long sequence, long version) {
        of.accepted(sequence);
        unchecked.add(new Acknowledged(of, sequence, version));
    }

    /** Reads the journal, which must hold all that was logged before. */
    void journal(JournalReader journal) throws SQLException {
        if (journal.hasTables()) {
            List<JournalReader.AtomRow> rows = new ArrayList<>();
            journal.atoms(rows::add);
            for (JournalReader.AtomRow row : rows) {
                atoms.get(row.name()).read(journal, row);
                oldest = Math.max(oldest, row.oldest());
            }
        }
        for (Acknowledged each : unchecked) {
            long found = each.of.version(each.sequence);
            if (found == 0 || each.version != 0 && each.version != found) {
                violations.add(
                        Kind.LOST,
                        each.of + " " + each.sequence + " was acknowledged in " + each.version + " and is in " + found);
            }
        }
        unchecked.clear();
        for (String[] words : seen) {
            atoms.get(words[2])
                    .seen(
                            words[1],
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            Long.parseLong(words[5]),
                            Long.parseLong(words[6]));
        }
        versionsSeen += seen.size();
        seen.clear();
        long[] here = atoms.get(Accounts.A).amounts();
        long[] there = atoms.get(Accounts.B).amounts();
        if (!java.util.Arrays.equals(
                here, LongStream.of(there).map(amount -> -amount).toArray())) {
            violations.add(Kind.OTHER, "groups are not in both atoms, in the same order");
        }
    }

    /** Throws an error unless each observer was shown the newest version of each atom. */
    void requireAllSeen() {
        newest.forEach((observer, version) -> {
            long there = atoms.get(observer.split(" ")[1]).version();
            if (version != there) {
                throw new AssertionError(observer + " was shown version " + version + " and not " + there);
            }
        });
        if (newest.size() != OBSERVERS * atoms.size()) {
            throw new AssertionError("some have not seen anything, only " + newest);
        }
    }

    /** All is over: each write must be in the journal once or have been refused, and the numbers must be the sums. */
    void finish() {
        for (AtomHistory atom : atoms.values()) {
            long totals = 0;
            for (Writes each : writes.values()) {
                if (each.atom.equals(atom.name())) {
                    totals += each.totals();
                    finish(each, atom);
                }
            }
            sum(atom, Accounts.TOTAL, atom.value().number(Accounts.TOTAL), totals);
        }
    }

    private void finish(Writes each, AtomHistory atom) {
        sum(
                atom,
                Accounts.COUNTS + "/" + each.writer,
                atom.value().number(Accounts.COUNTS, each.writer),
                each.counts());
        for (long sequence = 1; sequence <= each.sent(); sequence++) {
            Writes.Told told = each.told(sequence);
            boolean isThere = each.version(sequence) != 0;
            if (told == Writes.Told.REFUSED && isThere) {
                violations.add(Kind.OTHER, each + " " + sequence + " was refused and took effect");
            } else if (told == Writes.Told.ACCEPTED && !isThere) {
                violations.add(Kind.LOST, each + " " + sequence + " was acknowledged and is nowhere");
            } else if (told == Writes.Told.SENT || told == Writes.Told.NOTHING) {
                violations.add(Kind.OTHER, each + " " + sequence + " was never answered");
            }
        }
    }

    private void sum(AtomHistory atom, String what, long found, long expected) {
        if (found != expected) {
            violations.add(
                    found > expected ? Kind.DOUBLED : Kind.LOST,
                    what + " of " + atom.name() + " is " + found + ", and " + expected
                            + " increments were acknowledged");
        }
    }

    Violations violations() {
        return violations;
    }

    /** {@return how many writes were acknowledged} */
    long acknowledged() {
        return writes.values().stream().mapToLong(Writes::accepted).sum();
    }

    /** {@return how many writes were refused} */
    long refused() {
        return refused;
    }

    /** {@return how many versions observers have logged} */
    long versionsSeen() {
        return versionsSeen;
    }

    /** {@return how many groups took effect} */
    long groups() {
        return atoms.get(Accounts.A).amounts().length;
    }

    /** {@return up to which version an atom was compacted} */
    long oldest() {
        return oldest;
    }

    long version(String atom) {
        return atoms.get(atom).version();
    }
}
