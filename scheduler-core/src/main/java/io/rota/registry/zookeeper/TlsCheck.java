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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Tells why an encrypted connection does not come about. ZooKeeper's client only says that there is none, so this tries a
 * handshake of its own; it blocks for some seconds.
 */
final class TlsCheck {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 2_000;
    // A server that refuses our certificate says so only after the handshake.
    private static final int REFUSAL_MILLIS = 500;

    private final ServerList servers;
    private final TlsStores stores;

    TlsCheck(ServerList servers, TlsStores stores) {
        this.servers = servers;
        this.stores = stores;
    }

    /** What is wrong with the handshake with the first server that can be reached; empty if nothing is, or none can. */
    Optional<String> trouble() {
        String hosts = servers.text()
                .substring(0, servers.text().length() - servers.chroot().length());
        for (String address : hosts.split(",")) {
            int colon = address.lastIndexOf(':');
            String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
            int port = Integer.parseInt(address.substring(colon + 1));
            try (Socket plain = new Socket()) {
                InetSocketAddress target = new InetSocketAddress(host, port);
                plain.connect(target, CONNECT_MILLIS);
                // As ZooKeeper's client does: the name of an address counts, if it has one.
                return handshake(plain, target.getHostName(), port)
                        .map(what -> "the TLS handshake with " + address + " fails: " + what);
            } catch (IOException e) {
                // The next one.
            }
        }
        return Optional.empty();
    }

    private Optional<String> handshake(Socket plain, String host, int port) {
        try (SSLSocket socket =
                (SSLSocket) stores.context().getSocketFactory().createSocket(plain, host, port, false)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(stores.protocols().toArray(String[]::new));
            if (!stores.ciphers().isEmpty()) {
                parameters.setCipherSuites(stores.ciphers().toArray(String[]::new));
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.setSoTimeout(REFUSAL_MILLIS);
            int answer = socket.getInputStream().read();
            return answer < 0 ? Optional.of("the server ends it") : Optional.empty();
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.of(what(e));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e));
        }
    }

    private static String what(SSLException failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }
}
