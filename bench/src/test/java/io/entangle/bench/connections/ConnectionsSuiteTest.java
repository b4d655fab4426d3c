package io.entangle.bench.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.bench.Measurement;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the measurements can be made, with few connections; what they come to is not looked at. */
@Tag("load")
final class ConnectionsSuiteTest {
    private final ConnectionsSuite suite = new ConnectionsSuite(1);

    @Test
    void fanOut_few_measuresBothSystems() throws IOException {
        suite.fanOut(5, 20, 1);

        assertThat(suite.measurements())
                .filteredOn(each -> each.metric().equals("swap to visible, p50"))
                .extracting(Measurement::system)
                .containsExactly("vert.x sockets", "entangle");
    }

    @Test
    void idle_few_measuresBothSystems() throws IOException, InterruptedException {
        suite.idle(10, 1);

        assertThat(suite.measurements())
                .filteredOn(each -> each.metric().equals("processor"))
                .extracting(Measurement::system)
                .containsExactly("vert.x sockets", "entangle");
    }
}
