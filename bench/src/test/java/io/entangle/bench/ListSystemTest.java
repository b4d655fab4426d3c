package io.entangle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.bench.ListSystem.Ticket;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ListSystemTest {
    @Test
    void systems_all_haveTheSameFirst() {
        List<ListSystem> systems = ListSystem.ALL.stream()
                .filter(name -> !name.equals("none"))
                .map(name -> ListSystem.named(name, ListSystem.tickets(200), 20))
                .toList();
        SplittableRandom random = new SplittableRandom(1);

        for (int i = 0; i < 500; i++) {
            String id = Keys.of(200)[random.nextInt(200)];
            int urgency = random.nextInt(ListSystem.URGENCIES);
            systems.forEach(each -> each.tickets().update(id, ticket -> ticket.withUrgency(urgency)));

            Ticket first = systems.get(0).first();
            assertThat(systems).allSatisfy(each -> assertThat(each.first()).isEqualTo(first));
        }
    }

    @Test
    void memory_ofAList_isThatOfANodeAndAnItem() {
        assertThat(ListSuite.bytesPerRecord(3_000)).isBetween(40.0, 60.0);
    }
}
