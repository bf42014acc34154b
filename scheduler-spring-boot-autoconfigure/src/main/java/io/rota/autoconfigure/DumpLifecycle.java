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

import io.rota.bootstrap.DumpPortException;
import io.rota.bootstrap.SnapshotService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Opens the port for dumps before the jobs start, and closes it when they have ended.
 *
 * <p>A port that is taken does not stop the start: it is there for looking, and two instances on one machine often have the
 * same configuration.
 */
final class DumpLifecycle implements SmartLifecycle {

    static final int PHASE = JobDrainLifecycle.PHASE - 512;

    private static final Logger log = LoggerFactory.getLogger(DumpLifecycle.class);

    private final SnapshotService snapshots;
    private volatile boolean running;

    DumpLifecycle(SnapshotService snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public void start() {
        try {
            snapshots.listen();
        } catch (DumpPortException e) {
            log.error("{} The key is elasticjob.dump.port.", e.getMessage());
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        snapshots.close();
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
