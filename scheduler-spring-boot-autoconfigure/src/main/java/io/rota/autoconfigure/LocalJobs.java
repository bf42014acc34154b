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
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/** The jobs of this application: those of its context, started or not, and those that it started by other means. */
final class LocalJobs {

    private final ListableBeanFactory beans;

    LocalJobs(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** By name; of two with the same name in different registries, the one that is a bean. */
    Collection<JobBootstrap> all() {
        return byName().values();
    }

    Optional<JobBootstrap> find(String name) {
        return Optional.ofNullable(byName().get(name));
    }

    private Map<String, JobBootstrap> byName() {
        Map<String, JobBootstrap> jobs = new TreeMap<>();
        List<JobBootstrap> own = JobScheduleLifecycle.bootstraps(beans);
        own.forEach(job -> jobs.put(job.configuration().getJobName(), job));
        LinkedHashSet<SchedulerRuntime> runtimes = new LinkedHashSet<>();
        own.forEach(job -> runtimes.add(job.runtime()));
        registryCenters().forEach(center -> runtimes.add(SchedulerRuntime.of(center)));
        runtimes.forEach(runtime -> runtime.started()
                .forEach(job -> jobs.putIfAbsent(job.configuration().getJobName(), job)));
        return jobs;
    }

    Collection<RegistryCenter> registryCenters() {
        return BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, RegistryCenter.class)
                .values();
    }
}
