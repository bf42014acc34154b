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

import io.rota.env.IdSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Collections;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * ZooKeeper's client takes key and trust store from files only, and reads them anew with each connection. So they are
 * written to a directory that only this user can read, encrypted with a password that exists in this process's memory only,
 * and are removed with the center.
 */
/** Stores of keys and certificates where ZooKeeper's client can read them. */
final class TlsFiles implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);

    private static final String TYPE = "PKCS12";
    private static final String NETTY = "org.apache.zookeeper.ClientCnxnSocketNetty";

    private final TlsStores stores;
    private final Path directory;
    private final @Nullable Path keys;
    private final @Nullable Path trust;
    private final String password;

    private TlsFiles(TlsStores stores, Path directory, String password) throws IOException, GeneralSecurityException {
        this.stores = stores;
        this.directory = directory;
        this.password = password;
        keys = write("keys", stores.keyStore(), stores.password());
        trust = write("trust", stores.trustStore(), null);
    }

    /** @throws IllegalStateException if they cannot be written */
    static TlsFiles of(TlsStores stores) {
        Path directory = null;
        try {
            IdSource ids = IdSource.random();
            // Readable by this user only.
            directory = Files.createTempDirectory("rota-tls");
            return new TlsFiles(stores, directory, ids.next() + ids.next() + ids.next());
        } catch (IOException | GeneralSecurityException e) {
            remove(directory);
            throw new IllegalStateException(
                    "Registry center: the stores for TLS cannot be written to the directory for temporary files, where"
                            + " ZooKeeper's client reads them: " + e
                            + ". Let java.io.tmpdir name a directory that can be written to.",
                    e);
        }
    }

    private @Nullable Path write(String name, @Nullable KeyStore store, char @Nullable [] keyPassword)
            throws IOException, GeneralSecurityException {
        if (store == null) {
            return null;
        }
        KeyStore copy = KeyStore.getInstance(TYPE);
        copy.load(null, null);
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                Key key = store.getKey(alias, keyPassword);
                copy.setKeyEntry(alias, key, password.toCharArray(), store.getCertificateChain(alias));
            } else {
                copy.setCertificateEntry(alias, store.getCertificate(alias));
            }
        }
        Path file = directory.resolve(name + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            copy.store(out, password.toCharArray());
        }
        return file;
    }

    /** Makes a client use them. */
    void configure(ZKClientConfig config) {
        config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, NETTY);
        try (ClientX509Util names = new ClientX509Util()) {
            if (keys != null) {
                config.setProperty(names.getSslKeystoreLocationProperty(), keys.toString());
                config.setProperty(names.getSslKeystorePasswdProperty(), password);
                config.setProperty(names.getSslKeystoreTypeProperty(), TYPE);
            }
            if (trust != null) {
                config.setProperty(names.getSslTruststoreLocationProperty(), trust.toString());
                config.setProperty(names.getSslTruststorePasswdProperty(), password);
                config.setProperty(names.getSslTruststoreTypeProperty(), TYPE);
            }
            config.setProperty(names.getSslEnabledProtocolsProperty(), String.join(",", stores.protocols()));
            if (!stores.ciphers().isEmpty()) {
                config.setProperty(names.getSslCipherSuitesProperty(), String.join(",", stores.ciphers()));
            }
        }
    }

    @Override
    public void close() {
        remove(keys);
        remove(trust);
        remove(directory);
    }

    private static void remove(@Nullable Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            log.warn("{} could not be removed. It is encrypted, and its password is gone; remove it by hand.", path, e);
        }
    }
}
