package io.entangle.atom;

import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commits of two references and writes of single ones, in every interleaving: linearizable together. */
@Tag("exhaustive")
public class CommitLincheckTest {
    private final Atom<Doc> a = Atom.of(AtomType.doc(), Doc.of("n", 0));
    private final Atom<Doc> b = Atom.of(AtomType.doc(), Doc.of("n", 0));

    private static long n(Doc doc) {
        return doc.get("n", Long.class);
    }

    private static Doc increased(Doc doc) {
        return doc.with("n", n(doc) + 1);
    }

    @Operation
    public long both() {
        State<Doc> ofA = a.settled();
        State<Doc> ofB = b.settled();
        Commit commit = new Commit();
        a.join(commit, ofA, increased(ofA.value()), false);
        b.join(commit, ofB, increased(ofB.value()), false);
        return commit.attempt() ? ofA.version() * 100 + ofB.version() : both();
    }

    @Operation
    public long incrementA() {
        return n(a.swap(CommitLincheckTest::increased));
    }

    @Operation
    public long incrementB() {
        return n(b.swap(CommitLincheckTest::increased));
    }

    @Operation
    public long readA() {
        return n(a.get());
    }

    @Operation
    public long readB() {
        return n(b.get());
    }

    @Test
    void everyInterleaving_modelChecked() {
        new ModelCheckingOptions()
                .iterations(3)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(2)
                .check(CommitLincheckTest.class);
    }

    @Test
    void stress_threeThreads() {
        new StressOptions()
                .iterations(5)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(2)
                .check(CommitLincheckTest.class);
    }
}
