package io.entangle.pubsub.hub;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** What connections from one place have in common: an IPv4 address, or the 64 bits of IPv6 that one customer is given. */
final class Network {
    private static final int PREFIX_BYTES = 8;

    private Network() {}

    /** {@return the name of the network of an address, which is written in numbers} */
    static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.getByName(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), PREFIX_BYTES)) + "::/64"
                    : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
