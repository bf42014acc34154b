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

import io.rota.env.TimeSource;
import io.rota.registry.Peer;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionRelayTests {

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final RegistrySession session = Peer.joined(center).session();
    private final SessionRelay relay = new SessionRelay(new RegistryTimes(TimeSource.system())::timed);

    /** Writes down what it hears of which session. */
    private static final class Ear implements RegistryListener {

        private final List<String> news = new ArrayList<>();
        private final List<RegistrySession> sessions = new ArrayList<>();

        private void hear(String what, RegistrySession which) {
            news.add(what);
            sessions.add(which);
        }

        @Override
        public void sessionOpened(RegistrySession opened) {
            hear("opened", opened);
        }

        @Override
        public void sessionSuspended(RegistrySession suspended) {
            hear("suspended", suspended);
        }

        @Override
        public void sessionResumed(RegistrySession resumed) {
            hear("resumed", resumed);
        }

        @Override
        public void sessionLost(RegistrySession lost) {
            hear("lost", lost);
        }
    }

    @AfterEach
    void close() {
        center.close();
    }

    @Test
    void everyListener_seesTheSameSessionFromItsBeginningToItsEnd() {
        Ear first = new Ear();
        Ear later = new Ear();
        relay.add(first);
        assertThat(relay.isConnected()).isFalse();
        relay.sessionOpened(session);
        assertThat(relay.isConnected()).isTrue();
        relay.sessionSuspended(session);
        assertThat(relay.isConnected()).isFalse();
        relay.add(later);
        relay.sessionResumed(session);
        assertThat(relay.isConnected()).isTrue();
        relay.sessionLost(session);
        assertThat(relay.isConnected()).isFalse();

        assertThat(first.news).containsExactly("opened", "suspended", "resumed", "lost");
        assertThat(later.news).containsExactly("opened", "suspended", "resumed", "lost");
        assertThat(first.sessions)
                .allMatch(seen -> seen == first.sessions.get(0))
                .doesNotContain(session);
        assertThat(later.sessions).isEqualTo(first.sessions);
        assertThat(first.sessions.get(0).id()).isEqualTo(session.id());
    }
}
