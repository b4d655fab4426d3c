package io.entangle.journal.sql;

import io.entangle.journal.ClientMark;
import io.entangle.sql.Checksum;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Session;
import io.entangle.sql.TableJson;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code client}.
 *
 * @param atom the atom's row
 * @param mark how far the client's writes to it have been taken in
 * @param checksum of the row
 */
record ClientRow(long atom, ClientMark mark, long checksum) {
    /** The columns that {@link #read} reads. */
    static final String COLUMNS =
            "client.atom, client.client, client.sequence, client.outcomes, client.at_ms, client.checksum";

    static final String BY_KEY = "SELECT " + COLUMNS + " FROM client WHERE atom = ? AND client = ?";
    static final String BY_KEYS = "SELECT " + COLUMNS + " FROM unnest(?, ?) AS wanted (atom, client)"
            + " JOIN client ON client.atom = wanted.atom AND client.client = wanted.client";
    static final String OF_ATOM = "SELECT " + COLUMNS + " FROM client WHERE atom = ? ORDER BY client";

    private static final String UPSERT =
            "INSERT INTO client (atom, client, sequence, outcomes, at_ms, checksum) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (atom, client) DO UPDATE SET sequence = excluded.sequence,"
                    + " outcomes = excluded.outcomes, at_ms = excluded.at_ms, checksum = excluded.checksum";

    /** Names a row. */
    record Key(long atom, String client) {}

    static ClientRow of(long atom, ClientMark mark) {
        return new ClientRow(atom, mark, checksum(atom, mark, TableJson.writeNullable(mark.outcomes())));
    }

    /**
     * Reads the row that a result stands at.
     *
     * @param atoms the ids of the atoms, by the numbers of their rows
     */
    static ClientRow read(ResultSet result, Map<Long, String> atoms) throws SQLException {
        return read(result, String.valueOf(atoms.get(result.getLong(1))));
    }

    /**
     * Reads the row that a result stands at.
     *
     * @param atom the atom's id
     */
    static ClientRow read(ResultSet result, String atom) throws SQLException {
        long id = result.getLong(1);
        String client = String.valueOf(result.getString(2));
        String outcomes = result.getString(4);
        String place = "table client, atom \"" + atom + "\", client \"" + client + "\"";
        ClientMark mark = new ClientMark(client, result.getLong(3), null, result.getLong(5));
        long found = result.getLong(6);
        long expected = checksum(id, mark, outcomes);
        if (found != expected) {
            throw new DamageFound(atom, place, "its checksum is " + found + ", that of the row is " + expected);
        }
        try {
            ClientMark whole = new ClientMark(client, mark.sequence(), TableJson.readNullable(outcomes), mark.atMs());
            return new ClientRow(id, whole, expected);
        } catch (IOException | IllegalArgumentException e) {
            throw new DamageFound(atom, place, "what it holds can't be read: " + e.getMessage());
        }
    }

    static void upsert(Session session, List<ClientRow> rows) throws SQLException {
        session.updateAll(UPSERT, rows.stream().map(ClientRow::parameters).toList());
    }

    Key key() {
        return new Key(atom, mark.client());
    }

    private Object[] parameters() {
        Object outcomes = Session.nullable(TableJson.writeNullable(mark.outcomes()));
        return new Object[] {atom, mark.client(), mark.sequence(), outcomes, mark.atMs(), checksum};
    }

    private static long checksum(long atom, ClientMark mark, @Nullable String outcomes) {
        return Checksum.of("client")
                .add(atom)
                .add(mark.client())
                .add(mark.sequence())
                .add(outcomes)
                .add(mark.atMs())
                .value();
    }
}
