package io.entangle.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Figures as JSON, one object a line. */
final class Figures {
    private Figures() {}

    static void write(Path file, List<Measurement> measurements) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (Measurement measurement : measurements) {
            lines.add(mapper.writeValueAsString(measurement));
        }
        Files.write(file, lines);
    }
}
