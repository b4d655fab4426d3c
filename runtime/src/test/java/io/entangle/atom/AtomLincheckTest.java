package io.entangle.atom;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.value.Doc;
import java.util.Objects;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an atom's operations return in parallel, they could have returned one after the other. */
@Tag("exhaustive")
final class AtomLincheckTest {
    private static final ModelCheckingOptions OPTIONS = new ModelCheckingOptions()
            .threads(2)
            .actorsBefore(0)
            .actorsPerThread(2)
            .actorsAfter(1)
            .iterations(20)
            .invocationsPerIteration(200);

    @Test
    void operations_ofAnAtom_areLinearizable() {
        new Operations(); // initializes the classes: an invocation that is cut short would leave them unusable
        OPTIONS.sequentialSpecification(Sequential.class).check(Operations.class);
    }

    @Test
    void check_swapIsReadThenWrite_fails() {
        assertThatThrownBy(
                        () -> OPTIONS.sequentialSpecification(Sequential.class).check(ReadThenWrite.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    /** What is checked. */
    @Param(name = "digit", gen = IntGen.class, conf = "0:2")
    public static final class Operations {
        private final Atom<Doc> atom = Atom.of(Doc.from(0));

        public Operations() {
            swap(0);
            compareAndSet(0, 0);
            reset(0);
        }

        @Operation
        public String get() {
            return shown(atom.get());
        }

        @Operation
        public String swap(@Param(name = "digit") int digit) {
            return shown(atom.swap(doc -> Doc.from((long) doc.value() * 3 + digit)));
        }

        @Operation
        public String reset(@Param(name = "digit") int digit) {
            return shown(atom.reset(Doc.from(digit)));
        }

        @Operation
        public boolean compareAndSet(@Param(name = "digit") int expected, @Param(name = "digit") int value) {
            return atom.compareAndSet(Doc.from(expected), Doc.from(value));
        }

        private static String shown(Doc doc) {
            return String.valueOf(doc.value());
        }
    }

    /** The same in one thread. */
    public static final class Sequential {
        private long value;

        public String get() {
            return String.valueOf(value);
        }

        public String swap(int digit) {
            value = value * 3 + digit;
            return String.valueOf(value);
        }

        public String reset(int digit) {
            value = digit;
            return String.valueOf(value);
        }

        public boolean compareAndSet(int expected, int newValue) {
            if (!Objects.equals(value, (long) expected)) {
                return false;
            }
            value = newValue;
            return true;
        }
    }

    /** Wrong: a write between the two halves of a swap is lost. */
    @Param(name = "digit", gen = IntGen.class, conf = "0:2")
    public static final class ReadThenWrite {
        private final Atom<Doc> atom = Atom.of(Doc.from(0));

        @Operation
        public String get() {
            return String.valueOf(atom.get().value());
        }

        @Operation
        public String swap(@Param(name = "digit") int digit) {
            Doc next = Doc.from((long) atom.get().value() * 3 + digit);
            return String.valueOf(atom.reset(next).value());
        }

        @Operation
        public String reset(@Param(name = "digit") int digit) {
            return String.valueOf(atom.reset(Doc.from(digit)).value());
        }

        @Operation
        public boolean compareAndSet(@Param(name = "digit") int expected, @Param(name = "digit") int value) {
            return atom.compareAndSet(Doc.from(expected), Doc.from(value));
        }
    }
}
