package io.entangle.pubsub.store;

import io.entangle.pubsub.store.StoreRecord.Changed;
import io.entangle.replica.Intent;
import io.entangle.replica.IntentJson;
import io.entangle.replica.ReplicaStore.Identity;
import io.entangle.sql.Checksum;
import io.entangle.sql.Meta;
import io.entangle.sql.Migrations;
import io.entangle.sql.Session;
import io.entangle.sql.SqliteDatabase;
import io.entangle.sql.TableJson;
import java.sql.SQLException;
import java.util.List;

/** The tables of a store in SQLite, and the checksums of their rows. What they hold, docs/journal.md says. */
final class StoreTables {
    /** "Entc". */
    static final SqliteDatabase.Kind KIND = new SqliteDatabase.Kind("client's store", 0x456e7463);

    /** To the shape that this library reads and writes. */
    static final Migrations CURRENT = new Migrations(List.of());

    /** Keys of the table {@code meta}: who the client is, and how many rows the table {@code atom} has. */
    static final String CLIENT = "client";

    static final String SITE = "site";
    static final String ATOMS = "atoms";

    private StoreTables() {}

    /** Makes the tables of version 1, which the migrations then change like those of any other store. */
    static void create(Session session, Migrations migrations, Identity identity) throws SQLException {
        session.run("""
                CREATE TABLE meta (
                  key TEXT NOT NULL PRIMARY KEY,
                  value TEXT NOT NULL,
                  checksum INTEGER NOT NULL
                ) STRICT""", """
                CREATE TABLE atom (
                  name TEXT NOT NULL PRIMARY KEY,
                  epoch INTEGER NOT NULL,
                  version INTEGER NOT NULL,
                  made_ms INTEGER NOT NULL,
                  made_counter INTEGER NOT NULL,
                  made_site TEXT NOT NULL,
                  next_sequence INTEGER NOT NULL,
                  latest_ms INTEGER NOT NULL,
                  latest_counter INTEGER NOT NULL,
                  latest_site TEXT NOT NULL,
                  position INTEGER NOT NULL,
                  changes INTEGER NOT NULL,
                  contents INTEGER NOT NULL,
                  checksum INTEGER NOT NULL
                ) WITHOUT ROWID, STRICT""", """
                CREATE TABLE value (
                  atom TEXT NOT NULL PRIMARY KEY,
                  version INTEGER NOT NULL,
                  checksum INTEGER NOT NULL,
                  value TEXT NOT NULL
                ) STRICT""", """
                CREATE TABLE change (
                  atom TEXT NOT NULL,
                  number INTEGER NOT NULL,
                  version INTEGER NOT NULL,
                  checksum INTEGER NOT NULL,
                  delta TEXT NOT NULL,
                  PRIMARY KEY (atom, number)
                ) WITHOUT ROWID, STRICT""", """
                CREATE TABLE pending (
                  atom TEXT NOT NULL,
                  sequence INTEGER NOT NULL,
                  seen INTEGER NOT NULL,
                  made_ms INTEGER NOT NULL,
                  made_counter INTEGER NOT NULL,
                  made_site TEXT NOT NULL,
                  group_size INTEGER NOT NULL,
                  checksum INTEGER NOT NULL,
                  intent TEXT NOT NULL,
                  PRIMARY KEY (atom, sequence)
                ) WITHOUT ROWID, STRICT""");
        Meta.put(session, CLIENT, identity.client());
        Meta.put(session, SITE, identity.site().toString());
        Meta.put(session, ATOMS, "0");
        migrations.begin(session, "a new store");
    }

    static String write(Intent intent) {
        return TableJson.text(generator -> IntentJson.write(generator, intent));
    }

    /** {@return how many bytes of text a change takes, about; one of pending writes alone takes none} */
    static int size(Changed change) {
        return change.delta().isEmpty() ? 0 : TableJson.write(change.delta()).length();
    }

    static Checksum valueChecksum(String atom, long version, String value) {
        return Checksum.of("value").add(atom).add(version).add(value);
    }

    static Checksum changeChecksum(String atom, long number, long version, String delta) {
        return Checksum.of("change").add(atom).add(number).add(version).add(delta);
    }

    static Checksum pendingChecksum(
            String atom, long sequence, long seen, StampColumns written, long groupSize, String intent) {
        return written.addTo(Checksum.of("pending").add(atom).add(sequence).add(seen))
                .add(groupSize)
                .add(intent);
    }
}
