package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.journal.Damage;
import io.entangle.journal.Durability;
import io.entangle.journal.JournalException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged journal usable again, at the price of what is damaged. Of each atom it keeps the newest version that can be
 * rebuilt, and of the versions before that those that follow one another without a gap. It is for journals that nobody uses.
 */
public final class JournalRepair {
    private JournalRepair() {}

    /**
     * What a repair came to.
     *
     * @param found what was damaged; empty if nothing was, and nothing was changed
     * @param losses of each atom that has lost something
     * @param copy of the journal as it was before, or null if nothing was changed, or it is not a file
     */
    public record Report(
            List<Damage> found, List<Loss> losses, @Nullable Path copy) {}

    /**
     * What an atom has lost.
     *
     * @param atom the atom's id, as it was found
     * @param versions what can be read back now; null if nothing can, and the atom is gone
     * @param before what could be read back before, as far as that is known, or null if it is not
     * @param newEpoch whether it has begun another epoch, because the newest versions are lost or may be
     * @param clients those of whom it is not known any more how far their writes are in
     */
    public record Loss(
            String atom, @Nullable Range versions, @Nullable Range before, boolean newEpoch, List<String> clients) {
        /** {@return one line, for people} */
        @Override
        public String toString() {
            return "atom \"" + atom + "\": " + (before == null ? "an unknown number of versions" : before) + " before, "
                    + (versions == null ? "nothing" : versions) + " now"
                    + (newEpoch ? ", a new epoch" : "")
                    + (clients.isEmpty() ? "" : ", forgotten clients: " + String.join(", ", clients));
        }
    }

    /**
     * Versions that follow one another.
     *
     * @param oldest the first
     * @param newest the last
     */
    public record Range(long oldest, long newest) {
        /** {@return the two, for people} */
        @Override
        public String toString() {
            return "versions " + oldest + " to " + newest;
        }
    }

    /**
     * Repairs the journal of a file. Before, the file is copied; the copy stands beside it and is kept if anything was damaged.
     *
     * @param file a database of SQLite
     * @param progress is told what is being done, for people
     * @return what it came to
     * @throws JournalException if it can't be done: somebody uses the journal, the file is not a journal, or the disk is full.
     *     The journal is then as it was, or the copy is
     */
    public static Report sqlite(Path file, Consumer<String> progress) {
        return new SqliteRepair(file, progress, Entropy.SYSTEM).run();
    }

    /**
     * Repairs the journal of a database, in one transaction. Make a copy before, with the database's own tools.
     *
     * @param url as {@link Journals#postgres(String)} takes it
     * @param properties what the driver is to be told
     * @param progress is told what is being done, for people
     * @return what it came to
     * @throws JournalException if it can't be done; nothing was changed
     */
    public static Report postgres(String url, Properties properties, Consumer<String> progress) {
        PostgresServer server = new PostgresServer(url, properties, Durability.DISK);
        try (PostgresEngine engine = PostgresEngine.openDamaged(server, Duration.ZERO)) {
            List<Damage> found = new Verifier(engine, progress).verify();
            if (found.isEmpty()) {
                return new Report(found, List.of(), null);
            }
            return new Report(found, mend(engine, progress, Entropy.SYSTEM), null);
        }
    }

    static List<Loss> mend(Engine engine, Consumer<String> progress, Entropy entropy) {
        return engine.write("repair it", session -> new Mender(engine, session, progress, entropy).mend());
    }
}
