/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.internal.cluster;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address under which this process appears to people and tools; it identifies nothing.
 *
 * <p>Candidates are the addresses of interfaces that are up, not loopback and not virtual. The system property
 * {@code elasticjob.preferred.network.interface} (name or display name) narrows them to an interface, and
 * {@code elasticjob.preferred.network.ip} (beginning, or regular expression) to an address. IPv4 is preferred, and
 * global addresses to link-local ones; a host without any address is {@code 127.0.0.1}.
 */
public final class HostAddress {

    /** System property: the interface to take the address from. */
    public static final String PREFERRED_INTERFACE = "elasticjob.preferred.network.interface";

    /** System property: the address to take, its beginning or a regular expression. */
    public static final String PREFERRED_IP = "elasticjob.preferred.network.ip";

    private static final Logger log = LoggerFactory.getLogger(HostAddress.class);

    private static final String NONE = "127.0.0.1";

    /**
     * One address of this host.
     *
     * @param interfaceName short name of its interface
     * @param displayName long name of its interface
     * @param address the address
     */
    record Candidate(String interfaceName, String displayName, InetAddress address) {

        /** The address as text, without the zone of an IPv6 address. */
        String text() {
            String text = address.getHostAddress();
            int zone = text.indexOf('%');
            return zone < 0 ? text : text.substring(0, zone);
        }
    }

    private HostAddress() {}

    /** Chooses by the system properties. */
    public static String choose() {
        return choose(candidates(), System.getProperty(PREFERRED_INTERFACE), System.getProperty(PREFERRED_IP));
    }

    static String choose(
            List<Candidate> candidates, @Nullable String preferredInterface, @Nullable String preferredIp) {
        List<Candidate> chosen = narrow(
                candidates,
                PREFERRED_INTERFACE,
                preferredInterface,
                (candidate, wish) -> candidate.interfaceName().equals(wish)
                        || candidate.displayName().equals(wish));
        chosen = narrow(
                chosen,
                PREFERRED_IP,
                preferredIp,
                (candidate, wish) -> candidate.text().startsWith(wish) || matches(candidate.text(), wish));
        return chosen.stream()
                .min(Comparator.comparing((Candidate candidate) -> !(candidate.address() instanceof Inet4Address))
                        .thenComparing(candidate -> candidate.address().isLinkLocalAddress()))
                .map(Candidate::text)
                .orElse(NONE);
    }

    private interface Wish {
        boolean grants(Candidate candidate, String wish);
    }

    private static List<Candidate> narrow(
            List<Candidate> candidates, String property, @Nullable String wish, Wish test) {
        if (wish == null || wish.isBlank()) {
            return candidates;
        }
        List<Candidate> narrowed = candidates.stream()
                .filter(candidate -> test.grants(candidate, wish.trim()))
                .toList();
        if (narrowed.isEmpty()) {
            log.warn(
                    "The system property {}={} matches no address of this host; it is not used. Addresses: {}",
                    property,
                    wish,
                    candidates.stream().map(HostAddress::describe).toList());
            return candidates;
        }
        return narrowed;
    }

    private static boolean matches(String text, String regex) {
        try {
            return Pattern.matches(regex, text);
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static String describe(Candidate candidate) {
        return candidate.interfaceName() + " " + candidate.text();
    }

    private static List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp() && !each.isLoopback() && !each.isVirtual()) {
                    each.inetAddresses()
                            .forEach(address -> candidates.add(new Candidate(
                                    each.getName(), Objects.requireNonNullElse(each.getDisplayName(), ""), address)));
                }
            }
        } catch (SocketException e) {
            log.warn("The network interfaces of this host cannot be read; it appears as {}.", NONE, e);
        }
        return candidates;
    }
}
