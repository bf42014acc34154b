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
package io.rota.registry.zookeeper;

import io.rota.registry.Backoff;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a registry center reaches ZooKeeper; a center takes the values when it is made. */
public final class ZookeeperConfiguration {

    private static final int SESSION_TIMEOUT_DEFAULT = 60_000;
    private static final int CONNECTION_TIMEOUT_DEFAULT = 15_000;
    // Curator's own limit for an exponential back-off.
    private static final int RETRIES_MAX = 29;

    private final ServerList servers;
    private final Namespace namespace;
    private int baseSleepTimeMilliseconds = 1_000;
    private int maxSleepTimeMilliseconds = 3_000;
    private int maxRetries = 3;
    private int sessionTimeoutMilliseconds = SESSION_TIMEOUT_DEFAULT;
    private int connectionTimeoutMilliseconds = CONNECTION_TIMEOUT_DEFAULT;
    private @Nullable String digest;
    private boolean ensembleTracker;
    private @Nullable TlsStores tls;

    /**
     * @param serverLists {@code host:port,host:port}, IPv6 addresses in brackets, optionally followed by an existing
     *     path below which everything lies: {@code zk1:2181,zk2:2181/teams/billing}
     * @param namespace root of the tree, slashes allowed inside; empty for none
     * @throws IllegalArgumentException if one of them cannot be right
     */
    public ZookeeperConfiguration(String serverLists, String namespace) {
        this.servers = ServerList.parse(serverLists);
        this.namespace = Namespace.parse(namespace);
    }

    public String getServerLists() {
        return servers.text();
    }

    public String getNamespace() {
        return namespace.name();
    }

    public int getBaseSleepTimeMilliseconds() {
        return baseSleepTimeMilliseconds;
    }

    /** Delay before the first repetition of a failed request, doubled for each further one; 1 or more. */
    public void setBaseSleepTimeMilliseconds(int baseSleepTimeMilliseconds) {
        this.baseSleepTimeMilliseconds =
                checked("baseSleepTimeMilliseconds", baseSleepTimeMilliseconds, 1, Integer.MAX_VALUE);
    }

    public int getMaxSleepTimeMilliseconds() {
        return maxSleepTimeMilliseconds;
    }

    /** No repetition waits longer; 1 or more, and not less than the base. */
    public void setMaxSleepTimeMilliseconds(int maxSleepTimeMilliseconds) {
        this.maxSleepTimeMilliseconds =
                checked("maxSleepTimeMilliseconds", maxSleepTimeMilliseconds, 1, Integer.MAX_VALUE);
    }

    public int getMaxRetries() {
        return maxRetries;
    }

    /** After this many failures in a row the trouble is reported as a warning; 0 to 29. */
    public void setMaxRetries(int maxRetries) {
        this.maxRetries = checked("maxRetries", maxRetries, 0, RETRIES_MAX);
    }

    public int getSessionTimeoutMilliseconds() {
        return sessionTimeoutMilliseconds;
    }

    /**
     * How long the ensemble shall keep a session that it does not hear of; 0 for the default of 60,000.
     *
     * <p>The ensemble has the last word: it allows 2 to 20 of its own ticks, 40 seconds at most with its defaults.
     */
    public void setSessionTimeoutMilliseconds(int sessionTimeoutMilliseconds) {
        this.sessionTimeoutMilliseconds =
                checked("sessionTimeoutMilliseconds", sessionTimeoutMilliseconds, 0, Integer.MAX_VALUE);
    }

    public int getConnectionTimeoutMilliseconds() {
        return connectionTimeoutMilliseconds;
    }

    /** How long an answer may take before the registry is reported as absent; 0 for the default of 15,000. */
    public void setConnectionTimeoutMilliseconds(int connectionTimeoutMilliseconds) {
        this.connectionTimeoutMilliseconds =
                checked("connectionTimeoutMilliseconds", connectionTimeoutMilliseconds, 0, Integer.MAX_VALUE);
    }

    public @Nullable String getDigest() {
        return digest;
    }

    /**
     * {@code user:password}; every node that the center makes is then accessible to this user only. Null for none.
     *
     * <p>It travels in clear text unless the connection is encrypted.
     */
    public void setDigest(@Nullable String digest) {
        if (digest != null) {
            int colon = digest.indexOf(':');
            // The value stays out of the message: it contains a password.
            if (colon < 1 || colon == digest.length() - 1) {
                throw new IllegalArgumentException("Registry center: the digest is not of the form user:password."
                        + " Write both parts, divided by a colon, or leave it out.");
            }
        }
        this.digest = digest;
    }

    public boolean isEnsembleTracker() {
        return ensembleTracker;
    }

    /**
     * Whether the client follows the addresses that the ensemble advertises; false by default.
     *
     * <p>Behind load balancers, in containers and with encryption these addresses are often unreachable.
     */
    public void setEnsembleTracker(boolean ensembleTracker) {
        this.ensembleTracker = ensembleTracker;
    }

    public @Nullable TlsStores getTls() {
        return tls;
    }

    /**
     * Encrypts the connection; null for none. The servers' certificates must name the hosts of the server lists.
     *
     * <p>ZooKeeper's client reads stores from files only: they are written to the directory for temporary files, readable by
     * this user, encrypted with a password that only this process knows, and removed when the center is closed.
     *
     * @throws IllegalArgumentException if the stores cannot be used
     */
    public void setTls(@Nullable TlsStores tls) {
        try {
            if (tls != null) {
                tls.context();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "Registry center: the key store or the trust store for TLS cannot be used: " + e.getMessage()
                            + ". Check their contents and passwords.",
                    e);
        }
        this.tls = tls;
    }

    @Override
    public String toString() {
        return "ZooKeeper " + servers.text() + ", namespace '" + namespace.name() + "'";
    }

    /**
     * The values at this moment, with 0 replaced by the default.
     *
     * @throws IllegalArgumentException if the longest delay is shorter than the first one
     */
    Settings settings() {
        if (maxSleepTimeMilliseconds < baseSleepTimeMilliseconds) {
            throw new IllegalArgumentException("Registry center: maxSleepTimeMilliseconds " + maxSleepTimeMilliseconds
                    + " is less than baseSleepTimeMilliseconds " + baseSleepTimeMilliseconds
                    + ". Raise the one or lower the other.");
        }
        return new Settings(
                servers,
                namespace,
                digest,
                tls,
                ensembleTracker,
                Duration.ofMillis(
                        sessionTimeoutMilliseconds == 0 ? SESSION_TIMEOUT_DEFAULT : sessionTimeoutMilliseconds),
                Duration.ofMillis(
                        connectionTimeoutMilliseconds == 0
                                ? CONNECTION_TIMEOUT_DEFAULT
                                : connectionTimeoutMilliseconds),
                new Backoff(
                        Duration.ofMillis(baseSleepTimeMilliseconds),
                        Duration.ofMillis(maxSleepTimeMilliseconds),
                        maxRetries));
    }

    private static int checked(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("Registry center: " + name + " is " + value + ". Write a number from "
                    + least + " to " + most + ".");
        }
        return value;
    }
}
