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
package io.rota.registry.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.registry.WatchListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionTests implements WatchListener {

    private final List<Runnable> executor = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final Subscription subscription = new Subscription(this, executor::add);

    @Test
    void manyChanges_waitAsOneTask_eachPathOnce_withItsLastRevision() {
        subscription.changed("/a", 1);
        subscription.changed("/b", 2);
        subscription.changed("/a", 3);
        assertThat(executor).hasSize(1);
        runAll();
        assertThat(calls).containsExactly("/a 3", "/b 2");
        subscription.changed("/a", 4);
        runAll();
        assertThat(calls).containsExactly("/a 3", "/b 2", "/a 4");
    }

    @Test
    void tooManyChanges_becomeOneResync() {
        for (int i = 0; i < 5_000; i++) {
            subscription.changed("/" + i, 1);
        }
        runAll();
        assertThat(calls).containsExactly("resync");
    }

    @Test
    void closed_isNotCalledAnyMore_evenByATaskThatWaits() {
        subscription.changed("/a", 1);
        subscription.close();
        subscription.changed("/b", 1);
        runAll();
        assertThat(calls).isEmpty();
    }

    @Override
    public void changed(String path, long revision) {
        calls.add(path + " " + revision);
    }

    @Override
    public void resync() {
        calls.add("resync");
    }

    private void runAll() {
        List<Runnable> tasks = List.copyOf(executor);
        executor.clear();
        tasks.forEach(Runnable::run);
    }
}
