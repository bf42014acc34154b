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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.registry.Peer;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What instances that are gone have left behind goes, and nothing else. */
class ReconcilerTests {

    private static final String LIVE = "10.0.0.1@-@7-abc";
    private static final String GONE = "10.0.0.2@-@8-def";

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Peer peer = Peer.joined(center);
    private Reconciler reconciler;

    @BeforeEach
    void tree() {
        JobPaths paths = new JobPaths("j");
        Transaction transaction = new Transaction();
        paths.skeleton().forEach(node -> transaction.create(node, ""));
        transaction
                .createEphemeral(paths.instance(LIVE), "")
                .create(paths.server("10.0.0.1"), "ENABLED")
                .create(paths.server("10.0.0.2"), "ENABLED")
                .create(paths.server("10.0.0.3"), "DISABLED")
                .create(paths.trigger(LIVE), "")
                .create(paths.trigger(GONE), "");
        for (int item = 0; item < 2; item++) {
            transaction
                    .create(paths.item(item), "")
                    .create(paths.itemInstance(item), LIVE)
                    .create(paths.itemRunning(item), item == 0 ? LIVE : GONE)
                    .create(paths.itemDisabled(item), "")
                    .create(paths.item(item) + "/misfire", "")
                    .create(paths.item(item) + "/failovering", GONE);
        }
        assertThat(peer.commit(transaction).trouble()).isEmpty();
        reconciler = new Reconciler(new JobStore(peer.session(), paths));
    }

    @AfterEach
    void close() {
        peer.close();
        center.close();
    }

    private void pass() {
        reconciler.pass();
        // Each request is answered in order, so these come after the pass's own three steps.
        for (int i = 0; i < 6; i++) {
            peer.read("/j");
        }
    }

    @Test
    void serverWithoutAnInstance_goesAtTheSecondPass_butNotItsDisabledMark() {
        pass();
        assertThat(peer.children("/j/servers").names()).contains("10.0.0.2");
        pass();
        assertThat(peer.children("/j/servers").names()).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.3");
    }

    @Test
    void triggerOfAnInstanceThatIsGone_goes() {
        pass();
        assertThat(peer.children("/j/trigger").names()).containsExactly(LIVE);
    }

    @Test
    void marksOfInstancesThatAreGone_go_andWhatSomebodyDisabledStaysDisabled() {
        pass();
        assertThat(peer.children("/j/sharding/0").names()).containsExactlyInAnyOrder("instance", "running", "disabled");
        assertThat(peer.children("/j/sharding/1").names()).containsExactlyInAnyOrder("instance", "disabled");
    }
}
