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

import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Tells which scheduler the application has. */
final class ElasticJobInfoContributor implements InfoContributor {

    private final LocalJobs jobs;

    ElasticJobInfoContributor(LocalJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void contribute(Info.Builder info) {
        Map<String, Object> details = new LinkedHashMap<>();
        String version = SchedulerRuntime.class.getPackage().getImplementationVersion();
        // Only a jar has one.
        if (version != null) {
            details.put("version", version);
        }
        details.put("registry", joined(RegistryCenter::type));
        details.put("namespace", joined(RegistryCenter::namespace));
        details.put("jobs", jobs.all().size());
        info.withDetail("elasticjob", details);
    }

    private String joined(Function<RegistryCenter, String> what) {
        return jobs.registryCenters().stream().map(what).collect(Collectors.joining(", "));
    }
}
