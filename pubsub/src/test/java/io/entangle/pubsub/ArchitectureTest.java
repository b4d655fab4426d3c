package io.entangle.pubsub;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.entangle.testing.Calls;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** What may use what in this module, and what may be used nowhere in it. */
final class ArchitectureTest {
    private static final JavaClasses MAIN = imported(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS);
    private static final JavaClasses TESTS = imported(ImportOption.Predefined.ONLY_INCLUDE_TESTS);

    /** Each package of the module and those of the module it may use; all may use the runtime. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("protocol", Set.of()),
            Map.entry("packer", Set.of("protocol")),
            Map.entry("transport", Set.of("packer", "protocol")),
            Map.entry("access", Set.of("protocol")),
            Map.entry("metrics", Set.of()),
            Map.entry("channel", Set.of("access", "metrics", "packer", "protocol")),
            Map.entry("http", Set.of("access", "transport", "protocol")),
            Map.entry("hub", Set.of("transport", "http", "channel", "access", "metrics", "packer", "protocol")),
            Map.entry("store", Set.of()),
            Map.entry("client", Set.of("transport", "channel", "packer", "protocol")),
            Map.entry("bus", Set.of()),
            Map.entry("command", Set.of("hub", "client", "protocol")));

    private static JavaClasses imported(ImportOption option) {
        return new ClassFileImporter()
                .withImportOptions(List.of(option, ImportOption.Predefined.DO_NOT_INCLUDE_ARCHIVES))
                .importPackages("io.entangle.pubsub");
    }

    @Test
    void packages_all_areInTheTable() {
        Set<String> packages = MAIN.stream()
                .map(type -> type.getPackageName().replaceFirst("^io\\.entangle\\.pubsub\\.", ""))
                .collect(Collectors.toSet());

        assertThat(packages).isEqualTo(MAY_USE.keySet());
    }

    @Test
    void packages_each_useOnlyThoseInTheTable() {
        MAY_USE.forEach((name, allowed) -> {
            String[] others = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(name) && !allowed.contains(other))
                    .map(other -> "io.entangle.pubsub." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage("io.entangle.pubsub." + name + ".."))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(others))
                    .because(name + " may use " + allowed + " alone")
                    .check(MAIN);
        });
    }

    @Test
    void packages_together_haveNoCycle() {
        slices().matching("io.entangle.pubsub.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void vertx_inProtocol_isNotUsed() {
        noClasses()
                .that(resideInAPackage("io.entangle.pubsub.protocol.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx..", "io.netty.."))
                .check(MAIN);
    }

    @Test
    void vertx_inPacker_isItsBufferAlone() {
        noClasses()
                .that(resideInAPackage("io.entangle.pubsub.packer.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx..", "io.netty..")
                        .and(not(resideInAPackage("io.vertx.core.buffer"))))
                .check(MAIN);
    }

    @Test
    void netty_inTheWholeModule_isNotUsedDirectly() {
        noClasses().should().dependOnClassesThat(resideInAPackage("io.netty..")).check(MAIN);
    }

    @Test
    void timeAndRandomness_inTheWholeModule_areGivenNotTaken() {
        noClasses()
                .should()
                .accessTargetWhere(Calls.clockOrRandomness())
                .because("io.entangle.clock has TimeSource and Entropy")
                .check(MAIN);
    }

    @Test
    void threads_inTheWholeModule_areVertxsAlone() {
        noClasses().should().accessTargetWhere(Calls.threads()).check(MAIN);
    }

    @Test
    void staticFields_areFinal() {
        fields().that().areStatic().should().beFinal().check(MAIN);
    }

    @Test
    void tests_areNotDisabled() {
        noClasses().should().beAnnotatedWith(Disabled.class).check(TESTS);
        noMethods().should().beAnnotatedWith(Disabled.class).check(TESTS);
    }

    @Test
    void tests_doNotSleep() {
        noClasses().should().accessTargetWhere(Calls.sleeping()).check(TESTS);
    }
}
