package io.entangle.examples;

import io.entangle.atom.Atom;
import io.entangle.pubsub.access.Authenticators;
import io.entangle.pubsub.access.JwtOptions;
import io.entangle.pubsub.access.Rules;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/**
 * Users who prove who they are by tokens, and rules of what they may do: each member writes what is its own, nobody writes
 * what is another's, and who is a member no longer is left with nothing.
 */
@Command(
        name = "members",
        description = "Users with tokens, rules of what they may write, and one who is put out.",
        mixinStandardHelpOptions = true)
public final class Members implements Callable<Integer> {
    private static final String SECRET = "a secret of the login and the hub, of 32 bytes or more";

    /**
     * What happened.
     *
     * @param board the board in the end
     * @param refused why writes were refused
     * @param revoked what one who was put out was told
     */
    record Outcome(Doc board, List<String> refused, List<String> revoked) {}

    /** The example. */
    public Members() {}

    @Override
    public Integer call() throws InterruptedException {
        System.out.println(run());
        return 0;
    }

    /** {@return what happened} */
    static Outcome run() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        Set<String> members = ConcurrentHashMap.newKeySet();
        members.addAll(List.of("ada", "bob"));
        Rules rules = Rules.builder()
                .atom("board")
                .when(who -> members.contains(String.valueOf(who.user())))
                .read()
                .write("/title", "/notes/{user}")
                .build();
        Hub hub = Hub.builder(vertx)
                .authenticator(Authenticators.jwt(vertx, JwtOptions.of("HS256", SECRET, "login", "boards")))
                .authorizer(rules)
                .listen(0);
        List<String> refused = new CopyOnWriteArrayList<>();
        List<String> revoked = new CopyOnWriteArrayList<>();
        CountDownLatch isOut = new CountDownLatch(1);
        try (hub;
                HubClient ada = connect(vertx, hub, "ada");
                HubClient bob = connect(vertx, hub, "bob")) {
            Atom<Doc> board = hub.atom("board", Doc.of("title", "Board", "owner", "root", "notes", Doc.of()));
            Replica<Doc> adas = ada.replica("board");
            Replica<Doc> bobs = bob.replica("board");
            adas.onRefused(write -> refused.add(write.refusal().reason()));
            bobs.onRevoked(why -> {
                revoked.add(why);
                isOut.countDown();
            });

            adas.swap(doc -> doc.with(Path.of("notes", "ada"), "mine")); // shown at once, and stays
            adas.swap(doc -> doc.with("owner", "ada")); // shown at once, and taken back
            synced(adas);

            members.remove("bob");
            synced(hub.reauthorize("bob"));
            isOut.await();
            return new Outcome(board.get(), refused, revoked);
        } finally {
            vertx.close();
        }
    }

    private static HubClient connect(Vertx vertx, Hub hub, String user) {
        // The client asks for a token whenever it connects, and again before that expires.
        return HubClient.builder(vertx, "ws://localhost:" + hub.port() + Hub.DEFAULT_MOUNT_POINT)
                .token(() -> Future.succeededFuture(signIn(vertx, user)))
                .connect();
    }

    /** What an application's login does when a user has said the right password. */
    private static String signIn(Vertx vertx, String user) {
        PubSecKeyOptions key = new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(SECRET);
        return JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(key))
                .generateToken(
                        new JsonObject().put("sub", user),
                        new JWTOptions()
                                .setIssuer("login")
                                .addAudience("boards")
                                .setExpiresInMinutes(15));
    }

    private static void synced(Replica<Doc> replica) {
        synced(replica.synced());
    }

    private static void synced(Future<Void> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
