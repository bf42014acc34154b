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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.registry.ZooKeeperProcess;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One-off jobs and job names among several schedulers on a real ZooKeeper server. */
class OneOffJobIT {

    private static final JobConfiguration REPORT =
            JobConfiguration.newBuilder("report", 4).build();

    private final List<ZookeeperRegistryCenter> centers = new ArrayList<>();
    private ZooKeeperProcess registry;

    /** A job class of its own, so that it owns a name. */
    static final class Recorder implements SimpleJob {

        final Queue<ShardingContext> runs = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(ShardingContext context) {
            runs.add(context);
        }
    }

    static final class Other implements SimpleJob {

        @Override
        public void execute(ShardingContext context) {}
    }

    @BeforeEach
    void startRegistry() {
        registry = ZooKeeperProcess.start(500);
    }

    @AfterEach
    void stop() {
        centers.forEach(ZookeeperRegistryCenter::close);
        registry.close();
    }

    private ZookeeperRegistryCenter center() {
        ZookeeperRegistryCenter center =
                new ZookeeperRegistryCenter(new ZookeeperConfiguration(registry.address(), "one/off"));
        centers.add(center);
        return center;
    }

    @Test
    void aCallReachesEveryInstance_andTellsTheOutcomeOfAllItems() throws Exception {
        Recorder here = new Recorder();
        Recorder there = new Recorder();
        OneOffJobBootstrap caller = new OneOffJobBootstrap(center(), here, REPORT);
        OneOffJobBootstrap other = new OneOffJobBootstrap(center(), there, REPORT);
        caller.join();
        other.join();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            caller.execute(Duration.ofSeconds(10)).toCompletableFuture().get(10, TimeUnit.SECONDS);
            return !there.runs.isEmpty();
        });
        here.runs.clear();
        there.runs.clear();

        List<CompletionStage<FireResult>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add((i % 2 == 0 ? caller : other).execute(Duration.ofSeconds(20)));
        }
        for (CompletionStage<FireResult> result : results) {
            FireResult ended = result.toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(ended.succeeded()).isTrue();
            assertThat(ended.items()).hasSize(4);
        }

        assertThat(here.runs).hasSize(40);
        assertThat(there.runs).hasSize(40);
    }

    @Test
    void aNameOfAnotherClass_isRefused_andTheOwnerGoesOn() {
        Recorder owner = new Recorder();
        OneOffJobBootstrap first = new OneOffJobBootstrap(center(), owner, REPORT);
        first.join();
        assertThatThrownBy(() -> new OneOffJobBootstrap(center(), new Other(), REPORT).join())
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining(Recorder.class.getName())
                .hasMessageContaining(Other.class.getName());
        first.execute();
        await().atMost(Duration.ofSeconds(10)).until(() -> owner.runs.size() == 4);
    }
}
