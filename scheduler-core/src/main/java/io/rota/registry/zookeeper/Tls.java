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

import io.rota.env.Background;
import io.rota.env.EventLoop;
import io.rota.env.TimeSource;
import io.rota.registry.session.Outage;
import java.time.Duration;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The encryption of one center's connections, and what is told when it keeps them from coming about. On the loop. */
final class Tls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ZookeeperRegistryCenter.class);

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final TimeSource time;
    private final EventLoop loop;
    private final Outage outage;
    private final String registry;
    private final TlsFiles files;
    private final TlsCheck check;
    // Its tasks are few: one in half a minute.
    private final Background background;
    private @Nullable Long checkedNanos;
    private String told = "";

    Tls(TimeSource time, EventLoop loop, Outage outage, Settings settings, TlsStores stores) {
        this.time = time;
        this.loop = loop;
        this.outage = outage;
        registry = settings.toString();
        files = TlsFiles.of(stores);
        check = new TlsCheck(settings.servers(), stores);
        background = Background.thread("rota-zookeeper-tls");
    }

    /** Makes a client encrypt. */
    void configure(ZKClientConfig config) {
        files.configure(config);
    }

    /** To be called every second or so while there is no connection. */
    void look() {
        long now = time.monotonicNanos();
        if (checkedNanos == null || now - checkedNanos >= PAUSE.toNanos()) {
            checkedNanos = now;
            background.execute(() -> check.trouble().ifPresent(what -> loop.execute(() -> tell(what))));
        }
    }

    /** There is a connection. */
    void works() {
        checkedNanos = null;
        told = "";
    }

    private void tell(String what) {
        outage.because(what);
        if (!what.equals(told)) {
            told = what;
            log.error(
                    "{}: {}. No job starts until it succeeds; the application goes on and tries again. Check the SSL"
                            + " bundle's trust store and key, the names in the server's certificate, and that the port is"
                            + " the one for TLS.",
                    registry,
                    what);
        }
    }

    @Override
    public void close() {
        background.close();
        files.close();
    }
}
