package io.entangle.journal.sql;

import io.entangle.journal.Damage;
import io.entangle.journal.Durability;
import io.entangle.journal.JournalException;
import io.entangle.sql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is particular about a database: how it is reached, what its failures mean, and where its SQL differs. */
interface Engine extends AutoCloseable {
    String name();

    /** {@return what commits survive, as verified} */
    Durability durability();

    /** {@return whether other processes may write} */
    boolean isShared();

    /**
     * Reads within one transaction, which sees one state of the database.
     *
     * @param doing what is done, for messages
     * @throws JournalException that says what a failure of the database means
     */
    <T> T read(String doing, Session.Work<T> work);

    /**
     * Changes the database within one transaction; one at a time.
     *
     * @param doing what is done, for messages
     * @throws JournalException {@code IN_DOUBT} if it is not known whether the transaction was committed; doing the same
     *     work again finds out, once those that were under way have ended
     */
    <T> T write(String doing, Session.Work<T> work);

    /** {@return how long a write whose outcome is in doubt is done again, to find out} */
    Duration patience();

    /**
     * Waits a moment before something is tried again.
     *
     * @return false if it should not be: the journal is being closed, or the thread is asked to end
     */
    boolean pause();

    /** {@return the rows of atoms, those there are of these names, kept from other writers until the transaction ends} */
    List<AtomRow> lockAtoms(Session session, Collection<String> names) throws SQLException;

    /** {@return what is said at the end of a query, to keep the rows it finds from other writers} */
    String forUpdate();

    /**
     * {@return the rows of clients, those there are of these}
     *
     * @param atoms the ids of the atoms, by the numbers of their rows
     */
    List<ClientRow> clients(Session session, Collection<ClientRow.Key> keys, Map<Long, String> atoms)
            throws SQLException;

    /**
     * Tells those who want to know, when the transaction is committed, that there are more versions of some atoms.
     *
     * @param versions how many
     */
    void announce(Session session, Collection<String> atoms, int versions) throws SQLException;

    /**
     * Takes note of how the append under way leaves the rows of its atoms, the only ones it changes. Where nobody else can
     * write, they need not be read for the next.
     */
    void appended(Collection<AtomRow> rows) throws SQLException;

    /** Sets who is told that another process may have appended to an atom. */
    void onAppended(Consumer<String> listener);

    /** Gives room back to the file system, as far as that is cheap. */
    void giveBackRoom();

    /** {@return whether a failure means that the database does not hold what it must} */
    boolean isDamage(SQLException e);

    /** {@return what the database itself finds damaged} */
    List<Damage> check();

    @Override
    void close();
}
