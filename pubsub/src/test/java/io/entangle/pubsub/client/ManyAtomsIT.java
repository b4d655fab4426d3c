package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of atoms over one connection. */
final class ManyAtomsIT {
    private static final int ATOMS = 6_000;

    private final HubAndClients all = new HubAndClients();

    @AfterEach
    void close() {
        all.close();
    }

    @Test
    void atoms_moreThanFitIntoOneMessage_areSubscribedAndGoOnAfterABreak() {
        List<Atom<Doc>> atoms = new ArrayList<>();
        for (int i = 0; i < ATOMS; i++) {
            atoms.add(all.hub.atom("an-atom-with-a-name-of-some-length-" + i, Doc.of("n", i)));
        }
        HubClient client = all.client();
        List<Future<Replica<Doc>>> asked = new ArrayList<>();
        for (int i = 0; i < ATOMS; i++) {
            asked.add(client.subscribe("an-atom-with-a-name-of-some-length-" + i, AtomType.doc()));
        }
        done(Future.all(asked));

        all.offline();
        atoms.forEach(atom -> atom.swap(doc -> doc.update("n", n -> (long) n + 1)));
        all.online();

        until(() ->
                asked.stream().allMatch(replica -> replica.result().version().number() == 1));
        for (int i = 0; i < ATOMS; i++) {
            assertThat(asked.get(i).result().get()).isEqualTo(Doc.of("n", i + 1));
        }
    }
}
