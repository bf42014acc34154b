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

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What an encrypted connection needs.
 *
 * @param keyStore the key and certificate that this process shows; null if the servers ask for none
 * @param keyPassword of the keys in it; null if they have none
 * @param trustStore the certificates that servers are trusted by; null for those of the JVM
 * @param protocols empty for TLSv1.3 and TLSv1.2
 * @param ciphers empty for the defaults of the JVM
 */
public record TlsStores(
        @Nullable KeyStore keyStore,
        @Nullable String keyPassword,
        @Nullable KeyStore trustStore,
        List<String> protocols,
        List<String> ciphers) {

    public TlsStores {
        protocols = protocols.isEmpty() ? List.of("TLSv1.3", "TLSv1.2") : List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    /** With the defaults of protocols and ciphers. */
    public TlsStores(@Nullable KeyStore keyStore, @Nullable String keyPassword, @Nullable KeyStore trustStore) {
        this(keyStore, keyPassword, trustStore, List.of(), List.of());
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "TlsStores[" + (keyStore == null ? "no key" : "a key") + ", "
                + (trustStore == null ? "the JVM's trust store" : "a trust store") + "]";
    }

    SSLContext context() throws GeneralSecurityException {
        KeyManager[] keys = null;
        if (keyStore != null) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keyStore, password());
            keys = factory.getKeyManagers();
        }
        TrustManager[] trust = null;
        if (trustStore != null) {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trustStore);
            trust = factory.getTrustManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    char @Nullable [] password() {
        return keyPassword == null ? null : keyPassword.toCharArray();
    }
}
