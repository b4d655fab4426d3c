package io.entangle.bench.datalog;

import io.entangle.bench.Measurement;
import io.entangle.bench.Output;
import io.entangle.bench.datalog.DatalogSystem.Writing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures queries and transactions of databases. */
@Command(
        name = "datalog",
        description = "Measures queries and transactions beside Datomic and loops written by hand, and how they grow.",
        mixinStandardHelpOptions = true)
public final class RunDatalog implements Callable<Integer> {
    private static final List<String> PARTS = List.of("questions", "writes", "scale");

    @Mixin
    private Output output = new Output();

    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "NAME",
            description = "Which of questions, writes and scale (default: all).")
    private List<String> parts = PARTS;

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "NAME",
            description = "entangle, datomic, by-hand (default: all).")
    private List<String> systems = List.of(DatalogSystem.ENTANGLE, DatalogSystem.DATOMIC, DatalogSystem.BY_HAND);

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "NAME",
            description = "Which questions and writes, as tables call them (default: all).")
    private List<String> scenarios = List.of();

    @Option(
            names = "--people",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many people there are (default: ${DEFAULT-VALUE}).")
    private int people;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            description = "How many people there are as databases grow (default: 20000,1000000).")
    private List<Integer> sizes = List.of(20_000, 1_000_000);

    @Option(
            names = "--warm-up",
            paramLabel = "MS",
            defaultValue = "1500",
            description = "For how long each is done before it is measured (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--sample",
            paramLabel = "MS",
            defaultValue = "300",
            description = "How long a sample is at least (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "7",
            description = "How many samples (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--transactions",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many single transactions are timed (default: ${DEFAULT-VALUE}).")
    private int transactions;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        require(PARTS.containsAll(parts), "parts are " + PARTS + ", not " + parts);
        List<String> known = new ArrayList<>(WriteSuite.SCENARIOS);
        Question.all().forEach(question -> known.add(question.name()));
        require(known.containsAll(scenarios), "scenarios are " + known + ", not " + scenarios);
        require(people > 0 && samples > 0 && transactions > 0 && warmUp >= 0 && sample >= 0, "numbers are positive");
        System.setProperty("jol.magicFieldOffset", "true"); // or JOL does not find the fields of records
        List<Measurement> measurements = new ArrayList<>();
        Sampler sampler = new Sampler(Duration.ofMillis(warmUp), Duration.ofMillis(sample), samples);
        List<DatalogSystem> opened = systems.stream().map(this::open).toList();
        try {
            if (parts.contains("questions")) {
                measurements.addAll(new QuestionSuite(opened, people, sampler).run(chosen()));
            }
            if (parts.contains("writes")) {
                measurements.addAll(new WriteSuite(writing(opened), people, sampler).run(chosen(WriteSuite.SCENARIOS)));
            }
            if (parts.contains("scale")) {
                measurements.addAll(new ScaleSuite(sizes, sampler, transactions).run());
            }
        } finally {
            opened.forEach(DatalogSystem::close);
        }
        System.out.println(RatioReport.of(measurements));
        output.write(measurements);
        return 0;
    }

    private DatalogSystem open(String name) {
        return switch (name) {
            case DatalogSystem.ENTANGLE -> new EntangleSystem();
            case DatalogSystem.DATOMIC -> new DatomicSystem();
            case DatalogSystem.BY_HAND -> new ByHandSystem();
            default ->
                throw new ParameterException(
                        spec.commandLine(), "systems are entangle, datomic and by-hand, not " + name);
        };
    }

    private static List<Writing> writing(List<DatalogSystem> systems) {
        return systems.stream()
                .filter(Writing.class::isInstance)
                .map(Writing.class::cast)
                .toList();
    }

    private List<Question> chosen() {
        List<String> names = chosen(Question.all().stream().map(Question::name).toList());
        return Question.all().stream()
                .filter(question -> names.contains(question.name()))
                .toList();
    }

    private List<String> chosen(List<String> all) {
        return scenarios.isEmpty()
                ? all
                : all.stream().filter(scenarios::contains).toList();
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
