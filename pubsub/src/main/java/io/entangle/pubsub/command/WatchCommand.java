package io.entangle.pubsub.command;

import io.entangle.atom.Version;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.delta.JsonPatch;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.client.ReplicaOptions;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.replica.Delivery;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints an atom's value and what becomes of it. */
@Command(
        name = "watch",
        description =
                "Prints an atom's value, and then a line for each change until Ctrl-C: the version it made, and what"
                        + " it changed; -PATH is what it took out. A lost connection is opened again.",
        footerHeading = "%nExamples:%n",
        footer = {"  entangle watch app-state", "  entangle watch app-state --path /users --json | jq .patch"})
final class WatchCommand extends Subcommand {
    private static final int PATIENCE_SECONDS = 10;

    @Mixin
    private HubAddress hub = new HubAddress();

    @Parameters(paramLabel = "ID", description = "The atom's id.")
    private String id = "";

    @Option(
            names = "--path",
            paramLabel = "POINTER",
            converter = GetCommand.Pointer.class,
            description = "Only what stands there, a JSON Pointer, and what changes in it; null if nothing does.")
    private Path path = Path.ROOT;

    @Option(
            names = "--json",
            description =
                    "Each line is JSON: {\"value\", \"version\"}, then {\"patch\", \"version\"} with a JSON Patch.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "End after N changes.")
    private long count = Long.MAX_VALUE;

    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private long epoch;

    @Override
    public Integer call() {
        if (count < 0) {
            throw misused("--count is not negative, but found " + count);
        }
        Vertx vertx = Quiet.vertx();
        try (Ending ending = new Ending();
                HubClient client = HubClient.connect(vertx, hub.webSocket())) {
            ending.asked().thenRun(() -> ended.complete(null));
            CompletableFuture<?> begun = client.subscribe(
                            id, AtomType.doc(), ReplicaOptions.<Doc>defaults().withDelivery(Delivery.EVERY_VERSION))
                    .map(this::begin)
                    .toCompletionStage()
                    .toCompletableFuture();
            CompletableFuture.anyOf(begun, ended).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            ended.get();
        } catch (TimeoutException e) {
            throw new CommandFailure(CommandFailure.FAILED, "no hub can be reached at " + hub.http(), e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            // asked to end, in another way
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        return DONE;
    }

    private static CommandFailure failure(Throwable cause) {
        boolean isUnknown = cause instanceof EntangleException e && e.code() == ErrorCode.UNKNOWN_ATOM;
        return new CommandFailure(
                isUnknown ? CommandFailure.NOT_FOUND : CommandFailure.FAILED,
                String.valueOf(cause.getMessage()),
                cause);
    }

    /** On the client's context, where all updates come in: so the first value and the changes are without a gap. */
    private Replica<Doc> begin(Replica<Doc> replica) {
        Version version = replica.version();
        epoch = version.epoch();
        Doc value = part(replica.get());
        print(
                json
                        ? Doc.of("version", version.number())
                                .with("value", value)
                                .toCanonicalJson()
                        : value.toCanonicalJson());
        if (count == 0) {
            ended.complete(null);
        }
        replica.watch("print", (before, after) -> changed(replica.version(), part(before), part(after)));
        replica.onFellBehind(missed -> {
            err().println("entangle: changes came faster than they were printed: some are taken together");
            err().flush();
        });
        return replica;
    }

    private Doc part(Doc value) {
        return Doc.from(value.get(path));
    }

    private void changed(Version version, Doc before, Doc after) {
        if (version.epoch() != epoch) {
            epoch = version.epoch();
            err().println("entangle: the history was lost, and another has begun");
            err().flush();
        }
        Delta delta = Delta.diff(before, after);
        if (delta.isEmpty() || count <= 0) {
            return;
        }
        print(json ? line(version, before, delta) : version.number() + " " + Changes.shown(delta, path));
        count--;
        if (count == 0) {
            ended.complete(null);
        }
    }

    private static String line(Version version, Doc before, Delta delta) {
        try {
            String patch = JsonPatch.fromDelta(delta, before).toCanonicalJson();
            return "{\"patch\":" + patch + ",\"version\":" + version.number() + "}";
        } catch (InvalidValueException tooDeep) {
            StringWriter text = new StringWriter();
            try (var generator = Json.FACTORY.createGenerator(text)) {
                DeltaJson.write(generator, delta);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory can't fail", e);
            }
            return "{\"delta\":" + text + ",\"version\":" + version.number() + "}";
        }
    }

    private void print(String line) {
        out().println(line);
        if (out().checkError()) {
            ended.complete(null); // nobody reads any more
        }
    }
}
