package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.processes.JavaProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever reads logs, events, errors and metrics finds no token and no cookie there. */
final class LoggedTokenIT {
    @Test
    void tokens_shownEverywhere_areSeenNowhere() throws Exception {
        List<String> secrets = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try (JavaProcess process =
                JavaProcess.start(List.of("-Dslf4j.provider=" + TracingProvider.class.getName()), TokenShowing.class)) {
            for (String line = ""; !line.equals("the end"); line = process.next(Duration.ofSeconds(60))) {
                if (line.startsWith("secret ")) {
                    secrets.addAll(List.of(line.substring("secret ".length()).split("\\.")));
                } else {
                    lines.add(line);
                }
            }
        }

        // The header of a token says nothing, and all have the same.
        secrets.removeIf(part -> part.equals(secrets.get(0)));
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(7).allMatch(part -> part.length() > 30);
        assertThat(lines).anyMatch(line -> line.startsWith("log TRACE io.netty"));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("log DEBUG io.entangle") && line.contains("connected: client"));
        assertThat(lines).anyMatch(line -> line.startsWith("log WARN io.entangle") && line.contains("no new token"));
        assertThat(lines).anyMatch(line -> line.startsWith("log WARN io.entangle") && line.contains("is broken at"));
        assertThat(lines).anyMatch(line -> line.startsWith("metrics ") && line.contains("entangle"));
        assertThat(lines).anyMatch(line -> line.startsWith("statuses 200 401 200 500 401"));
        assertThat(lines).anyMatch(line -> line.startsWith("thrown ") && line.contains("expired"));
        for (String line : lines) {
            for (String secret : secrets) {
                assertThat(line.contains(secret)).as(line).isFalse();
            }
        }
    }
}
