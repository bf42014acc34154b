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

import io.rota.bootstrap.JobBootstrap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.SmartLifecycle;

/** Waits for running items while the context stops, at the same time as the web server waits for its requests. */
final class JobDrainLifecycle implements SmartLifecycle {

    /** The phase in which a web server shuts down gracefully. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

    private final ListableBeanFactory beans;
    private volatile List<JobBootstrap> bootstraps = List.of();
    private volatile boolean running;

    JobDrainLifecycle(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void start() {
        bootstraps = JobScheduleLifecycle.bootstraps(beans);
        running = true;
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        CompletableFuture.allOf(bootstraps.stream()
                        .map(JobBootstrap::stop)
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> callback.run());
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
