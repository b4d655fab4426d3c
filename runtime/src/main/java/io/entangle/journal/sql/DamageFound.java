package io.entangle.journal.sql;

import io.entangle.journal.Damage;

/** A row is not as it was written. Within this package: whoever calls a journal is told the journal's name as well. */
final class DamageFound extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Damage damage;

    DamageFound(String atom, String place, String found) {
        super(place + ": " + found);
        damage = new Damage(atom, place, found);
    }

    Damage damage() {
        return damage;
    }
}
