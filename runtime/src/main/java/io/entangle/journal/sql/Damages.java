package io.entangle.journal.sql;

import io.entangle.journal.Damage;
import io.entangle.sql.DamageFound;

/** What is found in tables, as a journal reports it. */
final class Damages {
    private Damages() {}

    static Damage of(DamageFound damage) {
        return new Damage(damage.atom(), damage.place(), damage.found());
    }
}
