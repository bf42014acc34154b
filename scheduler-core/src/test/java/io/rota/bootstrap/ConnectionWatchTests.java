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
package io.rota.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.bootstrap.RegistryConnection.Status;
import io.rota.env.ManualEnv;
import io.rota.internal.engine.SchedulerEngine;
import io.rota.registry.Backoff;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConnectionWatchTests {

    private final ManualEnv world = new ManualEnv();
    private final SchedulerEngine engine = new SchedulerEngine(
            world.env(),
            new Extensions(List.of(), ConnectionWatchTests.class.getClassLoader()),
            Backoff.DEFAULT,
            "10.0.0.1",
            "4711");
    private final ConnectionWatch watch = new ConnectionWatch(world, engine, Duration.ofSeconds(5));
    private final Pulse session = new Pulse();

    private void open() {
        engine.sessionOpened(session);
        watch.sessionOpened(session);
        world.runReady();
    }

    private Status status() {
        return watch.now().status();
    }

    private void advance(long seconds) {
        world.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void firstAnswer_isAwaited_butNotForLong() {
        assertThat(status()).isEqualTo(Status.UNUSED);
        advance(3_600);
        assertThat(status()).isEqualTo(Status.UNUSED);
        watch.begun();
        advance(5);
        assertThat(status()).isEqualTo(Status.CONNECTING);
        advance(1);
        assertThat(status()).isEqualTo(Status.DISCONNECTED);
        open();
        assertThat(status()).isEqualTo(Status.CONNECTED);
        assertThat(watch.now().instanceId()).startsWith("10.0.0.1@-@4711-");
    }

    @Test
    void silence_isADisconnection_onceTheLeaseIsOver_sinceItBegan() {
        open();
        advance(100);
        Instant begun = Instant.ofEpochMilli(world.wallMillis());
        session.silent = true;
        engine.sessionSuspended(session);
        watch.sessionSuspended(session);
        advance(15);
        assertThat(status()).isEqualTo(Status.SILENT);
        advance(10);
        assertThat(watch.now().status()).isEqualTo(Status.DISCONNECTED);
        assertThat(watch.now().since()).isEqualTo(begun);
        engine.sessionLost(session);
        watch.sessionLost(session);
        assertThat(watch.now()).isEqualTo(new RegistryConnection(Status.DISCONNECTED, begun, ""));
    }

    @Test
    void heartbeatsThatFailUnnoticed_areADisconnection() {
        open();
        session.silent = true;
        advance(60);
        assertThat(status()).isEqualTo(Status.DISCONNECTED);
        session.silent = false;
        advance(10);
        assertThat(status()).isEqualTo(Status.CONNECTED);
    }

    /** Nothing but heartbeats, with a lease of twenty seconds. */
    private final class Pulse implements RegistrySession {

        private boolean silent;

        @Override
        public String id() {
            return "pulse";
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(30);
        }

        @Override
        public void heartbeat(Consumer<HeartbeatResult> answer) {
            if (!silent) {
                answer.accept(new HeartbeatResult(true, world.wallMillis()));
            }
        }

        @Override
        public void read(String path, Consumer<ReadResult> answer) {}

        @Override
        public void children(String path, Consumer<ChildrenResult> answer) {}

        @Override
        public void commit(Transaction transaction, Consumer<CommitResult> answer) {}

        @Override
        public Registration watch(String path, WatchListener listener) {
            return () -> {};
        }
    }
}
