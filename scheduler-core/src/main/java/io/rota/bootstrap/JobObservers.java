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

import io.rota.api.JobConfiguration;
import io.rota.spi.Extensions;
import io.rota.spi.RunObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The observers of one scheduler's jobs, each until its bootstrap or the scheduler is closed. Thread-safe. */
final class JobObservers {

    private static final Logger log = LoggerFactory.getLogger(JobObservers.class);

    private final Extensions extensions;
    /** Those that keep something for one job. */
    private final Set<RunObserver> open = ConcurrentHashMap.newKeySet();

    JobObservers(Extensions extensions) {
        this.extensions = extensions;
    }

    /** Whoever observes a job; without those that could not be asked. */
    List<RunObserver> of(JobConfiguration definition) {
        List<RunObserver> observers = new ArrayList<>();
        for (RunObserver each : extensions.all(RunObserver.class)) {
            try {
                RunObserver own = each.forJob(definition);
                observers.add(own);
                if (own != each) {
                    open.add(own);
                }
            } catch (RuntimeException | Error e) {
                log.error(
                        "job '{}' is not observed by {}, which failed; the job runs all the same",
                        definition.getJobName(),
                        each.getClass().getName(),
                        e);
            }
        }
        return observers;
    }

    /** Ends what {@link #of} gave; later calls do nothing. */
    void close(List<RunObserver> observers) {
        observers.stream().filter(open::remove).forEach(JobObservers::tellClosed);
    }

    void closeAll() {
        close(List.copyOf(open));
    }

    private static void tellClosed(RunObserver observer) {
        try {
            observer.closed();
        } catch (RuntimeException | Error e) {
            log.error("The observer {} failed at its end", observer.getClass().getName(), e);
        }
    }
}
