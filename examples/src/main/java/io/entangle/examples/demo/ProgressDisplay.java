package io.entangle.examples.demo;

import java.io.Console;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far the slower replica is. */
interface ProgressDisplay extends AutoCloseable {
    /** Shows that a revision is reached. */
    void reached(int revision);

    @Override
    void close();

    /** {@return a bar on a terminal, and a line at each quarter anywhere else} */
    static ProgressDisplay on(PrintStream out, int last) {
        return isTerminal() ? new Bar(out, last) : new Lines(out, last);
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there may be a console without a terminal.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** A bar that repaints itself. */
    final class Bar implements ProgressDisplay {
        private static final int COLUMNS = 79;

        private final ProgressBar bar;

        Bar(PrintStream out, int last) {
            bar = new ProgressBarBuilder()
                    .setTaskName("revision")
                    .setInitialMax(last)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .setConsumer(new ConsoleProgressBarConsumer(out, COLUMNS))
                    .build();
        }

        @Override
        public void reached(int revision) {
            bar.stepTo(revision);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line at each quarter of the way. */
    final class Lines implements ProgressDisplay {
        private static final int QUARTERS = 4;

        private final PrintStream out;
        private final int last;
        private int shown;

        Lines(PrintStream out, int last) {
            this.out = out;
            this.last = last;
        }

        @Override
        public void reached(int revision) {
            while (shown < QUARTERS && revision * QUARTERS >= last * (shown + 1)) {
                shown++;
                out.printf("  %3d %%%n", 100 * shown / QUARTERS);
                out.flush();
            }
        }

        @Override
        public void close() {}
    }
}
