package io.entangle.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the figures go. */
public final class Output {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the figures there, one JSON object a line.")
    private Path json;

    /** Prints a table for each scenario. */
    public void print(List<Measurement> measurements) {
        measurements.stream().map(Measurement::scenario).distinct().forEach(scenario -> {
            System.out.println(scenario);
            System.out.println(FigureTable.of(measurements.stream()
                    .filter(each -> each.scenario().equals(scenario))
                    .toList()));
        });
    }

    /** Prints a table for each value of a parameter. */
    public void printBy(String parameter, List<Measurement> measurements) {
        measurements.stream()
                .map(each -> each.parameters().get(parameter))
                .distinct()
                .forEach(value -> {
                    System.out.printf("%s: %,d%n", parameter, value);
                    System.out.println(FigureTable.of(measurements.stream()
                            .filter(each -> each.parameters().get(parameter).equals(value))
                            .toList()));
                });
    }

    /** Writes the file, if one is asked for. */
    public void write(List<Measurement> measurements) throws IOException {
        if (json != null) {
            ObjectMapper mapper = new ObjectMapper();
            List<String> lines = new ArrayList<>();
            for (Measurement measurement : measurements) {
                lines.add(mapper.writeValueAsString(measurement));
            }
            Files.write(json, lines);
        }
    }
}
