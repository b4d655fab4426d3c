package io.entangle.pubsub.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end that Ctrl-C or {@code kill} asks for. Without it the JVM would end at once, and with a status of its own; with it
 * what runs is told, and the process ends when that has ended. Asked for a second time, it ends at once.
 */
final class Ending implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private final Map<Object, Object> before = new LinkedHashMap<>();
    private final CompletableFuture<@Nullable Void> asked = new CompletableFuture<>();

    /** Begins to listen for it. */
    Ending() {
        try {
            listen();
        } catch (ReflectiveOperationException | RuntimeException e) {
            // a JVM without signals, or that was told to leave them alone: it ends as any other
        }
    }

    /** {@return completes when it is asked for, on any thread} */
    CompletableFuture<@Nullable Void> asked() {
        return asked;
    }

    /** By reflection: javac warns of these classes, although they are exported and here to stay, and can't be told not to. */
    private void listen() throws ReflectiveOperationException {
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        InvocationHandler heard = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                close();
                asked.complete(null);
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "Ending";
        };
        Object handler = Proxy.newProxyInstance(Ending.class.getClassLoader(), new Class<?>[] {handlers}, heard);
        for (String name : SIGNALS) {
            Object signal = Class.forName("sun.misc.Signal")
                    .getConstructor(String.class)
                    .newInstance(name);
            before.put(signal, handle(signal, handler));
        }
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }

    /** Leaves the signals to whom they were left before. */
    @Override
    public synchronized void close() {
        before.forEach((signal, handler) -> {
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException e) {
                // what could be set can be set back
            }
        });
        before.clear();
    }
}
