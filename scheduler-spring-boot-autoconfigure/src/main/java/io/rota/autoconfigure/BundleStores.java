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
package io.rota.autoconfigure;

import io.rota.registry.zookeeper.TlsStores;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/** The stores of an SSL bundle, as ZooKeeper's client needs them. */
final class BundleStores {

    // Of the copy, which stays in memory.
    private static final String PASSWORD = "bundle";

    private BundleStores() {}

    /** @throws IllegalArgumentException if there are none, or if they cannot be read */
    static TlsStores of(SslBundle bundle) {
        try {
            KeyStore keys = bundle.getStores().getKeyStore();
            KeyStore trust = bundle.getStores().getTrustStore();
            if (keys == null && trust == null) {
                throw new IllegalArgumentException(
                        "the SSL bundle has neither a key store nor a trust store, and ZooKeeper's"
                                + " client takes nothing else. Give it one of them.");
            }
            return new TlsStores(
                    keys == null ? null : keys(keys, bundle),
                    PASSWORD,
                    trust,
                    list(bundle.getOptions().getEnabledProtocols()),
                    list(bundle.getOptions().getCiphers()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the SSL bundle's key store cannot be read: " + e.getMessage(), e);
        }
    }

    /** The keys that the bundle means, all under one password. */
    private static KeyStore keys(KeyStore store, SslBundle bundle) throws GeneralSecurityException, IOException {
        KeyStore copy = KeyStore.getInstance("PKCS12");
        copy.load(null, null);
        String wanted = bundle.getKey().getAlias();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && (wanted == null || wanted.equalsIgnoreCase(alias))) {
                copy.setKeyEntry(
                        alias, key(store, alias, bundle), PASSWORD.toCharArray(), store.getCertificateChain(alias));
            }
        }
        if (!copy.aliases().hasMoreElements()) {
            throw new IllegalArgumentException("the SSL bundle's key store has no key"
                    + (wanted == null ? "" : " with the alias '" + wanted + "'"));
        }
        return copy;
    }

    /** A key may have a password of its own, that of its store, or none. */
    private static Key key(KeyStore store, String alias, SslBundle bundle) throws GeneralSecurityException {
        UnrecoverableKeyException last = new UnrecoverableKeyException("no password fits the key '" + alias + "'");
        for (String password :
                Arrays.asList(bundle.getKey().getPassword(), bundle.getStores().getKeyStorePassword(), null)) {
            try {
                return Objects.requireNonNull(
                        store.getKey(alias, password == null ? null : password.toCharArray()), alias);
            } catch (UnrecoverableKeyException e) {
                last.addSuppressed(e);
            }
        }
        throw last;
    }

    private static List<String> list(String @Nullable [] values) {
        return values == null ? List.of() : List.of(values);
    }
}
