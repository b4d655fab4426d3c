package io.entangle.pubsub.channel;

import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.protocol.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Which channels and clients there are. On the hub's context, but for {@link #configure}. */
final class Registry {
    /** How a name stands for a user's channel among the others: no client can join one of that name. */
    private static final String USER_PREFIX = "@user/";

    private record Rule(String prefix, ChannelOptions options) {}

    private final ChannelServer server;
    private final ChannelOptions standard;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Map<String, HostedChannel> channels = new HashMap<>();
    private final Map<String, Sender> senders = new HashMap<>();
    private int lastHandle;

    Registry(ChannelServer server, ChannelOptions standard) {
        this.server = server;
        this.standard = standard;
    }

    void configure(String prefix, ChannelOptions options) {
        rules.add(0, new Rule(Objects.requireNonNull(prefix, "prefix"), Objects.requireNonNull(options, "options")));
    }

    private ChannelOptions options(String name) {
        for (Rule rule : rules) {
            if (name.startsWith(rule.prefix())) {
                return rule.options();
            }
        }
        return standard;
    }

    HostedChannel channel(String name) {
        return channels.computeIfAbsent(name, this::made);
    }

    HostedChannel ofUser(String user) {
        return channel(USER_PREFIX + user);
    }

    HostedChannel ofAll() {
        return channel(Names.ALL);
    }

    private HostedChannel made(String name) {
        long epoch = server.surroundings().entropy().nextLong();
        return new HostedChannel(name, ++lastHandle, epoch, options(name));
    }

    @Nullable
    Sender sender(String client) {
        return senders.get(client);
    }

    /** {@return the channel that a participant means by a name, or null if there is none for it} */
    @Nullable
    HostedChannel seatOf(Participant participant, String name) {
        if (name.equals(Names.ME)) {
            senders.putIfAbsent(participant.client(), participant.sender());
            return participant.sender().mailbox();
        }
        String user = participant.identity().user();
        if (name.equals(Names.USER)) {
            return user == null ? null : ofUser(user);
        }
        return Names.isForAnybody(name) || Names.isValid(name) ? channel(name) : null;
    }

    Participant enter(Outlet outlet, String client, Identity identity) {
        Sender sender = senders.get(client);
        if (sender == null) {
            sender = new Sender(client, server, made(Names.ME));
        }
        Participant participant = new Participant(server, outlet, sender, identity);
        sender.current(participant);
        return participant;
    }

    void gone(Participant participant) {
        Sender sender = participant.sender();
        if (sender.current() == participant) {
            sender.current(null);
        }
    }

    boolean isIdle() {
        return senders.values().stream().allMatch(Sender::isIdle);
    }

    List<Event> history(String name, int limit) {
        HostedChannel channel = channels.get(name);
        List<Event> newest = new ArrayList<>();
        if (channel != null) {
            Backlog backlog = channel.backlog();
            backlog.expire(server.now());
            for (long at = Math.max(backlog.floor(), backlog.newest() - limit) + 1; at <= backlog.newest(); at++) {
                if (backlog.get(at).frame() instanceof Frame.Published published) {
                    newest.add(new Event(published.event(), published.data()));
                }
            }
        }
        return newest;
    }

    void tidy() {
        long now = server.now();
        channels.values().removeIf(channel -> {
            boolean isIdle = channel.isIdle(now);
            if (isIdle && channel.presence() != null) {
                server.surroundings().withdraw(Presence.ATOM_PREFIX + channel.name());
            }
            return isIdle;
        });
        senders.values().removeIf(sender -> {
            sender.mailbox().backlog().expire(now);
            long most = sender.mailbox().options().historyFor().toNanos();
            boolean isGone = sender.current() == null && now - sender.lostNanos() > most;
            if (isGone) {
                sender.end();
            }
            return isGone;
        });
    }
}
