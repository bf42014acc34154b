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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.rota.api.FireResult.Outcome;
import io.rota.api.JobConfiguration;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import io.rota.spi.RunObserver;
import io.rota.tracing.JobTracer;
import io.rota.tracing.QueuedTracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Meters of all schedulers and jobs of an application. Thread-safe.
 *
 * <p>Runs are timed on their own threads. Everything else is asked for when a registry reads its meters, so it costs nothing
 * in between.
 */
final class SchedulerMeters implements RunObserver, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(SchedulerMeters.class);

    private static final Observed NOTHING = new Observed() {
        @Override
        public void ended(Outcome outcome, @Nullable Throwable failure) {}

        @Override
        public void close() {}
    };

    private final ObjectProvider<MeterRegistry> registries;
    private final ObjectProvider<JobTracer> tracers;
    private final ConfigurableListableBeanFactory beans;
    private final LatestFigures figures = new LatestFigures();
    // Guarded by this.
    private final Map<String, Shared> jobs = new HashMap<>();
    private @Nullable MeterRegistry registry;
    private @Nullable MeterSet common;
    private boolean unclear;
    private boolean destroyed;

    /** The meters of one name, and how many bootstraps of the name there are. */
    private static final class Shared {
        private final JobMeters meters;
        private int users;

        Shared(JobMeters meters) {
            this.meters = meters;
        }
    }

    SchedulerMeters(
            ObjectProvider<MeterRegistry> registries,
            ObjectProvider<JobTracer> tracers,
            ConfigurableListableBeanFactory beans) {
        this.registries = registries;
        this.tracers = tracers;
        this.beans = beans;
    }

    @Override
    public String getType() {
        return "METERS";
    }

    @Override
    public RunObserver forJob(JobConfiguration definition) {
        // Not under the lock: beans are made here.
        MeterRegistry found = find();
        if (found == null) {
            return this;
        }
        Map<String, SchedulerRuntime> schedulers = schedulers();
        QueuedTracer tracer = tracers.getIfUnique() instanceof QueuedTracer queued ? queued : null;
        synchronized (this) {
            if (destroyed) {
                return this;
            }
            meterSchedulers(found, schedulers, tracer);
            return new OfBootstrap(definition.getJobName(), share(definition, found));
        }
    }

    /** Of a job without meters. */
    @Override
    public Observed begin(Begun run) {
        return NOTHING;
    }

    /** Removes all meters. */
    @Override
    public void destroy() {
        List<JobMeters> left = new ArrayList<>();
        MeterSet ofSchedulers;
        synchronized (this) {
            destroyed = true;
            jobs.values().forEach(shared -> left.add(shared.meters));
            jobs.clear();
            ofSchedulers = common;
        }
        left.forEach(JobMeters::close);
        if (ofSchedulers != null) {
            ofSchedulers.close();
        }
    }

    private @Nullable MeterRegistry find() {
        synchronized (this) {
            if (registry != null) {
                return registry;
            }
        }
        MeterRegistry found = registries.getIfUnique();
        synchronized (this) {
            if (found == null && !unclear) {
                unclear = true;
                log.warn(
                        "The scheduler has no meters, because there are several MeterRegistry beans and none of them is"
                                + " primary. Mark one as @Primary, or set elasticjob.metrics.enabled to false.");
            }
            registry = found;
        }
        return found;
    }

    /** The schedulers of the registry centers that there are so far. */
    private Map<String, SchedulerRuntime> schedulers() {
        Map<String, SchedulerRuntime> schedulers = new HashMap<>();
        for (String name : beans.getBeanNamesForType(RegistryCenter.class, true, false)) {
            if (beans.containsSingleton(name)) {
                @Nullable SchedulerRuntime scheduler = SchedulerRuntime.of(beans.getBean(name, RegistryCenter.class));
                // A test's mock has none.
                if (scheduler != null) {
                    schedulers.put(name, scheduler);
                }
            }
        }
        return schedulers;
    }

    private void meterSchedulers(
            MeterRegistry found, Map<String, SchedulerRuntime> schedulers, @Nullable QueuedTracer tracer) {
        MeterSet meters = common;
        if (meters == null) {
            meters = new MeterSet(found);
            common = meters;
            if (tracer != null) {
                meters.gauge(SchedulerMeter.TRACING_WAITING, Tags.empty(), tracer::waiting);
                meters.counter(SchedulerMeter.TRACING_DROPPED, Tags.empty(), tracer::dropped);
            }
        }
        for (Map.Entry<String, SchedulerRuntime> each : schedulers.entrySet()) {
            if (figures.add(each.getKey(), each.getValue()::figures)) {
                CenterMeters.add(meters, each.getKey(), figures);
            }
        }
    }

    private Shared share(JobConfiguration definition, MeterRegistry found) {
        Shared shared = jobs.get(definition.getJobName());
        if (shared == null) {
            MeterSet meters = new MeterSet(found);
            try {
                shared = new Shared(new JobMeters(definition, meters, figures));
            } catch (RuntimeException e) {
                meters.close();
                throw e;
            }
            jobs.put(definition.getJobName(), shared);
        }
        shared.users++;
        return shared;
    }

    private synchronized boolean leave(String job, Shared shared) {
        return --shared.users == 0 && jobs.remove(job, shared);
    }

    /** What one bootstrap holds. */
    private final class OfBootstrap implements RunObserver {

        private final String job;
        private final Shared shared;
        private final AtomicBoolean closed = new AtomicBoolean();

        OfBootstrap(String job, Shared shared) {
            this.job = job;
            this.shared = shared;
        }

        @Override
        public String getType() {
            return SchedulerMeters.this.getType();
        }

        @Override
        public Observed begin(Begun run) {
            return shared.meters.begin(run);
        }

        @Override
        public void closed() {
            if (closed.compareAndSet(false, true) && leave(job, shared)) {
                shared.meters.close();
            }
        }
    }
}
