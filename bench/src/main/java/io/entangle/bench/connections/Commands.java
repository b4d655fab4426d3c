package io.entangle.bench.connections;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a child does with the commands it is told. */
interface Commands {
    /** {@return the numbers to answer with} */
    long[] run(String[] command) throws Exception;

    /** Runs commands until there are no more. */
    static void serve(Commands commands) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            say(commands.run(line.split(" ")));
        }
    }

    static void say(long... numbers) {
        System.out.println(Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(" ")));
        System.out.flush();
    }

    /** {@return bytes of memory that the process takes, and of those the bytes in use on the heap, after collections} */
    static long[] memory() throws IOException, InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(250);
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new long[] {residentBytes(), heap};
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("/proc/self/status does not say how much memory is resident: this needs Linux");
    }

    /** {@return nanoseconds of processor time that the process has taken} */
    static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
