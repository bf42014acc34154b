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
import io.rota.bootstrap.RegistryConnection;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.bootstrap.SnapshotService;
import io.rota.tracing.JobTracer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;

/** The one line that says what was started. */
final class StartupSummary {

    private static final Logger log = LoggerFactory.getLogger(StartupSummary.class);

    private StartupSummary() {}

    /**
     * Writes it.
     *
     * @param joined whether all jobs take part; otherwise they wait for the registry
     */
    static void log(ListableBeanFactory beans, Collection<JobBootstrap> bootstraps, boolean joined) {
        long scheduled = bootstraps.stream()
                .filter(ScheduleJobBootstrap.class::isInstance)
                .count();
        long oneOff = bootstraps.size() - scheduled;
        String where = where(bootstraps) + dumpPort(beans);
        if (joined) {
            log.info("Started scheduled jobs: {}, one-off jobs ready: {}{}", scheduled, oneOff, where);
        } else {
            log.info("Waiting for the registry: {} scheduled and {} one-off jobs{}", scheduled, oneOff, where);
        }
    }

    private static String where(Collection<JobBootstrap> bootstraps) {
        Set<SchedulerRuntime> runtimes = new LinkedHashSet<>();
        bootstraps.forEach(bootstrap -> runtimes.add(bootstrap.runtime()));
        return runtimes.stream().map(StartupSummary::where).collect(Collectors.joining());
    }

    private static String where(SchedulerRuntime runtime) {
        RegistryConnection connection = runtime.connection();
        return "; registry: " + runtime.registryCenter().describe()
                + (connection.instanceId().isEmpty() ? "" : "; this instance: " + connection.instanceId())
                + "; tracing: " + (runtime.options().tracer() == JobTracer.NONE ? "off" : "on");
    }

    private static String dumpPort(ListableBeanFactory beans) {
        SnapshotService snapshots = beans.getBeanProvider(SnapshotService.class).getIfUnique();
        try {
            return snapshots == null ? "" : "; dump port: " + snapshots.port();
        } catch (IllegalStateException e) {
            // It could not be had, which was said.
            return "";
        }
    }
}
