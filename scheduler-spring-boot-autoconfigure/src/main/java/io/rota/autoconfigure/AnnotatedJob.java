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

import io.rota.api.ElasticJob;
import io.rota.api.ElasticJobConfiguration;
import io.rota.api.ElasticJobProp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * A class of beans that says itself what job it is.
 *
 * @param definition as written at the class, or at another annotation there
 */
record AnnotatedJob(Class<?> type, ElasticJobConfiguration definition) {

    // Attributes that are no keys of a job.
    private static final Set<String> OTHERS = Set.of("jobName", "registryCenter", "props");

    /** Where a value is written. */
    private record AtClass(Class<?> type) implements Origin {

        @Override
        public String toString() {
            return "@" + ElasticJobConfiguration.class.getSimpleName() + " of " + type.getName();
        }
    }

    /** All classes of beans that are annotated, each once; no bean is made. */
    static List<AnnotatedJob> in(ConfigurableListableBeanFactory beans) {
        Map<Class<?>, AnnotatedJob> jobs = new LinkedHashMap<>();
        for (String bean : beans.getBeanNamesForType(ElasticJob.class, true, false)) {
            Class<?> type = beans.getType(bean, false);
            ElasticJobConfiguration definition = type == null
                    ? null
                    : AnnotatedElementUtils.findMergedAnnotation(type, ElasticJobConfiguration.class);
            if (type != null && definition != null) {
                Class<?> written = ClassUtils.getUserClass(type);
                jobs.putIfAbsent(written, new AnnotatedJob(written, definition));
            }
        }
        return new ArrayList<>(jobs.values());
    }

    String name() {
        return definition.jobName();
    }

    /** An attribute, for messages. */
    Setting setting(String attribute) {
        return new Setting(
                attribute, AnnotationUtils.getAnnotationAttributes(definition).get(attribute), new AtClass(type));
    }

    /** What the annotation says, as if it stood in the configuration under some name. */
    ConfigurationPropertySource below(ConfigurationPropertyName job) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(job + ".elastic-job-class", tracked(type.getName()));
        AnnotationUtils.getAnnotationAttributes(definition).forEach((attribute, value) -> {
            // What is not written must not overrule the values for all jobs.
            if (!OTHERS.contains(attribute) && !Objects.deepEquals(value, byDefault(attribute))) {
                values.put(
                        job + "." + DataObjectPropertyName.toDashedForm(attribute),
                        tracked(value instanceof String[] texts ? String.join(",", texts) : value));
            }
        });
        for (ElasticJobProp prop : definition.props()) {
            values.put(job + ".props[" + prop.key() + "]", tracked(prop.value()));
        }
        return Objects.requireNonNull(ConfigurationPropertySource.from(
                new OriginTrackedMapPropertySource(new AtClass(type).toString(), values, true)));
    }

    private static @Nullable Object byDefault(String attribute) {
        return AnnotationUtils.getDefaultValue(ElasticJobConfiguration.class, attribute);
    }

    private OriginTrackedValue tracked(Object value) {
        return OriginTrackedValue.of(value, new AtClass(type));
    }
}
