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
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.metrics.StartupStep;

/**
 * Starts all jobs with the application context, and stops them first.
 *
 * <p>All bootstraps are made before the first job starts, so that a wrong one keeps all of them from starting. A stop
 * returns at once; {@link JobDrainLifecycle} waits.
 */
final class JobScheduleLifecycle implements SmartLifecycle, DisposableBean {

    /** After the web server has started, and before it stops. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    private final ConfigurableListableBeanFactory beans;
    private final boolean autoStartup;
    private final boolean failFast;
    private final KeepAlive keepAlive = new KeepAlive();
    private volatile List<JobBootstrap> started = List.of();
    private volatile boolean running;

    JobScheduleLifecycle(ConfigurableListableBeanFactory beans, boolean autoStartup, boolean failFast) {
        this.beans = beans;
        this.autoStartup = autoStartup;
        this.failFast = failFast;
    }

    /** The bootstraps of a context, those of the application included; without a test's mocks, which have no scheduler. */
    static List<JobBootstrap> bootstraps(ListableBeanFactory beans) {
        return beans.getBeansOfType(JobBootstrap.class, false, true).values().stream()
                .filter(bootstrap -> bootstrap.runtime() != null)
                .toList();
    }

    @Override
    public void start() {
        Map<SchedulerRuntime, List<JobBootstrap>> jobs = new LinkedHashMap<>();
        bootstraps(beans)
                .forEach(bootstrap -> jobs.computeIfAbsent(bootstrap.runtime(), key -> new ArrayList<>())
                        .add(bootstrap));
        List<JobBootstrap> ready = new ArrayList<>();
        try {
            boolean joined = true;
            for (Map.Entry<SchedulerRuntime, List<JobBootstrap>> each : jobs.entrySet()) {
                ready.addAll(each.getValue());
                joined &= start(each.getKey(), each.getValue());
            }
            StartupSummary.log(beans, ready, joined);
        } catch (RuntimeException e) {
            ready.forEach(JobBootstrap::stop);
            throw e;
        }
        started = ready;
        running = true;
        if (ready.stream().anyMatch(ScheduleJobBootstrap.class::isInstance)) {
            keepAlive.begin();
        }
    }

    @Override
    public void stop() {
        running = false;
        keepAlive.end();
        started.forEach(JobBootstrap::stop);
        started = List.of();
    }

    /** A context that is refreshed again drops its beans without stopping them; the process could not end any more. */
    @Override
    public void destroy() {
        stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isAutoStartup() {
        return autoStartup;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private boolean join(SchedulerRuntime runtime, List<JobBootstrap> bootstraps) {
        StartupStep step = beans.getApplicationStartup()
                .start("elasticjob.jobs.start")
                .tag("registry", runtime.registryCenter().describe())
                .tag("jobs", String.valueOf(bootstraps.size()));
        try {
            boolean joined = runtime.start(bootstraps);
            step.tag("joined", String.valueOf(joined));
            return joined;
        } finally {
            step.end();
        }
    }

    private boolean start(SchedulerRuntime runtime, List<JobBootstrap> bootstraps) {
        boolean joined = join(runtime, bootstraps);
        if (!joined && failFast) {
            String center = beans.getBeanProvider(RegistryCenter.class).stream()
                    .map(RegistryCenter::describe)
                    .collect(Collectors.joining(", "));
            throw new RegistryCenterUnreachableException(
                    center, runtime.options().startWait());
        }
        return joined;
    }
}
