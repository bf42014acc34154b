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
package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.FireResult;
import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The plain Java of the first steps does what it says. */
class PlainJavaTests {

    @Test
    void oneOffJob_runsEveryItemOncePerRequest() {
        RegistryCenter center = new MemoryRegistryCenter();
        List<Integer> items = new CopyOnWriteArrayList<>();
        FireResult result = PlainJava.runOnce(center, context -> items.add(context.getShardingItem()));
        PlainJava.end(center);
        assertThat(result.succeeded()).isTrue();
        assertThat(items).containsExactlyInAnyOrder(0, 0, 1, 1);
    }

    @Test
    void scheduledJob_isAccepted() {
        RegistryCenter center = new MemoryRegistryCenter();
        assertThat(PlainJava.schedule(center, context -> {}).configuration().itemParameters())
                .containsEntry(1, "Shanghai");
        PlainJava.end(center);
    }

    @Test
    void annotatedJob_isAccepted() {
        RegistryCenter center = new MemoryRegistryCenter();
        assertThat(PlainJava.scheduleAnnotated(center).configuration().getJobName())
                .isEqualTo("archive-orders");
        PlainJava.end(center);
    }

    @Test
    void zooKeeper_isNotContactedBeforeTheFirstJobStarts() {
        RegistryCenter center = PlainJava.zooKeeper();
        assertThat(center.describe()).contains("localhost:2181").contains("billing");
        center.close();
    }
}
