package io.entangle;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.entangle.testing.Calls;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** What may use what in this module, and what may be used nowhere in it. */
final class ArchitectureTest {
    private static final JavaClasses MAIN =
            imported(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS, ImportOption.Predefined.DO_NOT_INCLUDE_ARCHIVES);
    private static final JavaClasses TESTS =
            imported(ImportOption.Predefined.ONLY_INCLUDE_TESTS, ImportOption.Predefined.DO_NOT_INCLUDE_ARCHIVES);

    /** Each package of the module and those it may use. A new package gets a line here and one in the documents. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("clock", Set.of()),
            entry("value", Set.of()),
            entry("delta", Set.of("value")),
            entry("type", Set.of("value", "delta")),
            entry("atom", Set.of("value", "delta", "type")),
            entry("collection", Set.of("clock", "value", "type", "atom")),
            entry("merge", Set.of("clock", "value", "delta")),
            entry("journal", Set.of("clock", "value", "delta", "type", "atom")),
            entry("sql", Set.of("value", "delta")),
            entry("journal.sql", Set.of("clock", "value", "delta", "sql", "journal")),
            entry("replica", Set.of("clock", "value", "delta", "type", "atom", "merge", "journal")),
            entry("datalog.edn", Set.of("value")),
            entry("datalog.index", Set.of("value", "datalog.edn")),
            entry("datalog", Set.of("value", "datalog.edn", "datalog.index")),
            entry("datalog.function", Set.of("clock", "value", "datalog", "datalog.edn", "datalog.index")),
            entry("datalog.pull", Set.of("datalog", "datalog.edn", "datalog.index", "datalog.function")),
            entry(
                    "datalog.query",
                    Set.of(
                            "clock",
                            "value",
                            "datalog",
                            "datalog.edn",
                            "datalog.index",
                            "datalog.function",
                            "datalog.pull")),
            entry(
                    "datalog.live",
                    Set.of("value", "delta", "type", "atom", "replica", "datalog", "datalog.edn", "datalog.index")));

    /** The packages that read and write files and databases, and the libraries that they alone may use. */
    private static final String[] OUTSIDE = {"io.entangle.sql", "io.entangle.journal.sql"};

    /** Waits, on a thread of its own, for what a database tells. */
    private static final Set<String> WORKING_FOR_JOURNALS = Set.of(
            "io.entangle.journal.JournalThread",
            "io.entangle.journal.Gathering", // to executors of others
            "io.entangle.journal.sql.Announcements");

    private static final String[] DATABASES = {"java.sql..", "org.sqlite..", "org.postgresql..", "com.zaxxer.hikari.."};

    /** Fields of values that are not final: each is computed from the others, the same by whichever thread. */
    private static final Set<String> CACHES =
            Set.of("Doc.exactDepth", "Doc.digestSum", "PersistentMap.hash", "PersistentVector.hash");

    /** Objects that change while a value is made or read, and never leave the method or the iteration they are for. */
    private static final Set<String> WORKING = Set.of(
            "TrieIterator",
            "VectorIterator",
            "VectorAssembler",
            "DocReader",
            "HunkReader",
            "Differ$MapEdits",
            "MergePatch$Collector",
            "MapCodec$Edits");

    /** A record's codec is filled in after it is made, because records may contain themselves. */
    private static final Set<String> FILLED_LATER =
            Set.of("RecordCodec.components", "RecordCodec.indexes", "SealedCodec.byClass", "SealedCodec.byName");

    private static JavaClasses imported(ImportOption... options) {
        return new ClassFileImporter().withImportOptions(List.of(options)).importPackages("io.entangle");
    }

    @Test
    void packages_all_areInTheTable() {
        Set<String> packages = MAIN.stream()
                .map(type -> type.getPackageName().replaceFirst("^io\\.entangle\\.", ""))
                .collect(Collectors.toSet());

        assertThat(packages).isEqualTo(MAY_USE.keySet());
    }

    @Test
    void packages_each_useOnlyThoseInTheTable() {
        MAY_USE.forEach((name, allowed) -> {
            String[] others = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(name) && !allowed.contains(other))
                    .map(other -> "io.entangle." + other)
                    .toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage("io.entangle." + name))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(others))
                    .because(name + " may use " + allowed + " alone")
                    .check(MAIN);
        });
    }

    @Test
    void packages_together_haveNoCycle() {
        slices().matching("io.entangle.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void libraries_outside_areFewAndWithoutVertx() {
        classes()
                .that(not(resideInAnyPackage(OUTSIDE)))
                .should()
                .onlyDependOnClassesThat(libraries())
                .because("the runtime has no Vert.x, no sockets and no logging library")
                .check(MAIN);
        classes()
                .that(resideInAnyPackage(OUTSIDE))
                .should()
                .onlyDependOnClassesThat(libraries().or(resideInAnyPackage(DATABASES)))
                .check(MAIN);
        noClasses()
                .that(not(resideInAnyPackage(OUTSIDE)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(DATABASES))
                .check(MAIN);
    }

    private static DescribedPredicate<JavaClass> libraries() {
        return resideInAnyPackage(
                        "io.entangle..",
                        "java..",
                        "org.eclipse.collections..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..")
                .or(describe("are arrays or primitives", type -> type.isPrimitive() || type.isArray()));
    }

    @Test
    void timeAndRandomness_outsideClock_areGivenNotTaken() {
        noClasses()
                .that(not(resideInAPackage("io.entangle.clock..")))
                .should()
                .accessTargetWhere(Calls.clockOrRandomness())
                .because("a simulation must be able to give its own")
                .check(MAIN);
    }

    @Test
    void threads_exceptThoseOfJournals_areNotMade() {
        noClasses()
                .that(describe(
                        "are not " + WORKING_FOR_JOURNALS, type -> !WORKING_FOR_JOURNALS.contains(type.getName())))
                .should()
                .accessTargetWhere(Calls.threads())
                .check(MAIN);
    }

    @Test
    void inputAndOutput_outsideThesePackages_areAbsent() {
        noClasses()
                .that(not(resideInAnyPackage(OUTSIDE)))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
                        .and(not(equivalentTo(URI.class))))
                .check(MAIN);
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..").and(not(equivalentTo(URI.class))))
                .because("databases are reached through their drivers")
                .check(MAIN);
    }

    @Test
    void values_fields_areFinal() {
        fields().that()
                .areDeclaredInClassesThat(resideInAnyPackage(
                        "io.entangle.value..",
                        "io.entangle.delta..",
                        "io.entangle.type..",
                        "io.entangle.merge..",
                        "io.entangle.clock.."))
                .or()
                .areDeclaredInClassesThat(describe(
                        "are messages, states or records",
                        type -> type.getName().matches(".*\\.(ReplicaState|To(Replica|Authority)).*")
                                || type.isRecord()))
                .and(describe("are no caches", field -> !CACHES.contains(name(field))))
                .and(describe("are not filled in later", field -> !FILLED_LATER.contains(name(field))))
                .and(describe("do not belong to working objects", field -> !isWorking(field.getOwner())))
                .and(describe("do not belong to builders", field -> !name(field).contains("Builder.")))
                .should()
                .beFinal()
                .check(MAIN);
    }

    @Test
    void workingObjects_areNotPublic() {
        assertThat(MAIN.stream().filter(ArchitectureTest::isWorking))
                .hasSize(WORKING.size())
                .noneMatch(type -> type.getModifiers().contains(JavaModifier.PUBLIC));
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

    private static String name(JavaField field) {
        return nameInPackage(field.getOwner()) + "." + field.getName();
    }

    private static boolean isWorking(JavaClass type) {
        return WORKING.contains(nameInPackage(type));
    }

    private static String nameInPackage(JavaClass type) {
        return type.getName().substring(type.getPackageName().length() + 1);
    }
}
