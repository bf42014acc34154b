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
package io.rota.autoconfigure.observability;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.spi.RunObserver;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Makes an observation of each run, whose scope is open while the job's code and its error handler are called. */
final class ItemObserver implements RunObserver {

    private static final ItemObservationConvention DEFAULT = new DefaultItemObservationConvention();

    private final ObjectProvider<ObservationRegistry> registries;
    private final ObjectProvider<ItemObservationConvention> conventions;

    ItemObserver(
            ObjectProvider<ObservationRegistry> registries, ObjectProvider<ItemObservationConvention> conventions) {
        this.registries = registries;
        this.conventions = conventions;
    }

    @Override
    public String getType() {
        return "OBSERVATION";
    }

    @Override
    public RunObserver forJob(JobConfiguration definition) {
        // Beans are asked for here and not in the runs, which may come while others are being made or destroyed.
        return new OfJob(registries.getObject(), conventions.getIfAvailable());
    }

    @Override
    public RunObserver.Observed begin(Begun run) {
        throw new IllegalStateException("each job has an observer of its own");
    }

    private static final class OfJob implements RunObserver {

        private final ObservationRegistry registry;
        private final @Nullable ItemObservationConvention custom;

        OfJob(ObservationRegistry registry, @Nullable ItemObservationConvention custom) {
            this.registry = registry;
            this.custom = custom;
        }

        @Override
        public String getType() {
            return "OBSERVATION";
        }

        @Override
        public RunObserver.Observed begin(Begun run) {
            ItemObservationContext context = new ItemObservationContext(run);
            Observation observation = Observation.start(custom, DEFAULT, () -> context, registry);
            Observation.@Nullable Scope before = registry.getCurrentObservationScope();
            try {
                return new Open(registry, before, observation, observation.openScope(), context);
            } catch (RuntimeException | Error e) {
                // A handler failed after the scope was opened: the thread's next run must not find it.
                registry.setCurrentObservationScope(before);
                observation.stop();
                throw e;
            }
        }
    }

    /**
     * An observation whose scope is open.
     *
     * @param before the scope that was open on the thread, null if none was
     */
    private record Open(
            ObservationRegistry registry,
            Observation.@Nullable Scope before,
            Observation observation,
            Observation.Scope scope,
            ItemObservationContext context)
            implements RunObserver.Observed {

        @Override
        public void ended(FireResult.Outcome outcome, @Nullable Throwable failure) {
            context.setOutcome(outcome);
            if (failure != null) {
                observation.error(failure);
            }
        }

        @Override
        public void close() {
            try {
                scope.close();
            } finally {
                registry.setCurrentObservationScope(before);
                observation.stop();
            }
        }
    }
}
