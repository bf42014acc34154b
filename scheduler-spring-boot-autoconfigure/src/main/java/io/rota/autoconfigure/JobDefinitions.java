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

import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.autoconfigure.ElasticJobProperties.UnknownKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** The jobs of the configuration and of annotated classes, checked as far as that is possible without beans. */
final class JobDefinitions {

    private final Environment environment;
    private final List<AnnotatedJob> annotated;
    private final List<ConfigurationPropertySource> highestFirst = new ArrayList<>();

    private JobDefinitions(Environment environment, List<AnnotatedJob> annotated) {
        this.environment = environment;
        this.annotated = annotated;
        ConfigurationPropertySources.get(environment).forEach(highestFirst::add);
    }

    /**
     * Reads all jobs.
     *
     * @param annotated jobs that the configuration need not name, and may change
     * @throws RuntimeException that tells its analyzer what is wrong; then no job may be started
     */
    static List<JobDefinition> from(Environment environment, List<AnnotatedJob> annotated) {
        return new JobDefinitions(environment, annotated).read();
    }

    private List<JobDefinition> read() {
        List<ConfigurationPropertySource> lowestFirst = new ArrayList<>(highestFirst);
        Collections.reverse(lowestFirst);
        Map<String, JobNames.Spellings> names = JobNames.of(lowestFirst);
        UnknownKeys reaction = Binder.get(environment)
                .bind("elasticjob.unknown-keys", UnknownKeys.class)
                .orElse(UnknownKeys.FAIL);
        new KeyCheck(reaction).check(highestFirst);
        PlaceholderCheck.check(environment, outsideJobs());
        List<JobDefinition> jobs = new ArrayList<>();
        NamesBySource defaults = NamesBySource.below(JobSection.DEFAULTS, highestFirst);
        Map<String, AnnotatedJob> atClasses = annotatedByIdentity();
        names.forEach((name, spellings) -> {
            AnnotatedJob atClass = atClasses.remove(JobNames.identity(name));
            JobSection section = new JobSection(environment, highestFirst, spellings, defaults, atClass);
            jobs.add(job(atClass == null ? name : atClass.name(), section, atClass));
        });
        for (AnnotatedJob atClass : atClasses.values()) {
            JobNames.Spellings only = JobNames.Spellings.only(atClass.name());
            JobSection section = new JobSection(environment, highestFirst, only, defaults, atClass);
            jobs.add(job(atClass.name(), section, atClass));
        }
        return jobs;
    }

    private Map<String, AnnotatedJob> annotatedByIdentity() {
        Map<String, AnnotatedJob> jobs = new LinkedHashMap<>();
        for (AnnotatedJob job : annotated) {
            try {
                JobConfiguration.newBuilder(job.name(), 1).build();
            } catch (JobConfigurationException e) {
                throw JobNameException.illegal(job.setting("jobName"), job.name(), e);
            }
            AnnotatedJob other = jobs.put(JobNames.identity(job.name()), job);
            if (other != null) {
                throw new AnnotatedTwiceException(job, other);
            }
        }
        return jobs;
    }

    private JobDefinition job(String name, JobSection section, @Nullable AnnotatedJob atClass) {
        PlaceholderCheck.check(environment, section.properties());
        ElasticJobProperties.Job properties = section.bind();
        boolean hasClass = StringUtils.hasText(properties.getElasticJobClass());
        boolean hasType = StringUtils.hasText(properties.getElasticJobType());
        if (hasClass == hasType) {
            throw new JobKindException(
                    name,
                    section.setting(),
                    hasClass ? section.setting("elastic-job-class") : null,
                    hasType ? section.setting("elastic-job-type") : null);
        }
        return new JobDefinition(name, properties, section, atClass);
    }

    /** What counts of everything that is not about one job. */
    private List<ConfigurationProperty> outsideJobs() {
        Map<ConfigurationPropertyName, ConfigurationProperty> properties = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : highestFirst) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(name -> KeyCheck.ROOT.isAncestorOf(name)
                                && !JobNames.JOBS.isAncestorOf(name)
                                && !JobSection.DEFAULTS.isAncestorOf(name))
                        .forEach(name -> {
                            ConfigurationProperty property = iterable.getConfigurationProperty(name);
                            if (property != null) {
                                properties.putIfAbsent(name, property);
                            }
                        });
            }
        }
        return new ArrayList<>(properties.values());
    }
}
