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

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * All that is written about one job: under each spelling of its name, then at its class, then under
 * {@code elasticjob.defaults}.
 */
final class JobSection {

    static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("elasticjob.defaults");

    private final Environment environment;
    private final ConfigurationPropertyName name;
    private final List<RelocatedSource> own = new ArrayList<>();
    private final List<RelocatedSource> all;

    /**
     * @param highestFirst all sources
     * @param defaults the names below {@code elasticjob.defaults}
     * @param annotated the class that says what the configuration may override; null if there is none
     */
    JobSection(
            Environment environment,
            List<ConfigurationPropertySource> highestFirst,
            JobNames.Spellings job,
            NamesBySource defaults,
            @Nullable AnnotatedJob annotated) {
        this.environment = environment;
        name = job.first();
        List<RelocatedSource> common = new ArrayList<>();
        for (ConfigurationPropertySource source : highestFirst) {
            own.add(new RelocatedSource(source, job.all(), name, job.names().of(source)));
            common.add(new RelocatedSource(source, List.of(DEFAULTS), name, defaults.of(source)));
        }
        if (annotated != null) {
            ConfigurationPropertySource written = annotated.below(name);
            own.add(new RelocatedSource(
                    written,
                    List.of(name),
                    name,
                    ((IterableConfigurationPropertySource) written).stream().toList()));
        }
        all = Stream.concat(own.stream(), common.stream()).toList();
    }

    /** The properties of the job. */
    ElasticJobProperties.Job bind() {
        return new Binder(
                        List.<ConfigurationPropertySource>copyOf(all),
                        new PropertySourcesPlaceholdersResolver(environment))
                .bind(name, Bindable.of(ElasticJobProperties.Job.class))
                .orElseGet(ElasticJobProperties.Job::new);
    }

    /** The properties that count, the job's own and the defaults that it does not override. */
    List<ConfigurationProperty> properties() {
        Set<ConfigurationPropertyName> names = new LinkedHashSet<>();
        all.forEach(source -> source.forEach(names::add));
        return names.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    /**
     * A key of the job as it is written.
     *
     * @param key with dashes, for example {@code time-zone}
     * @return without a value, but with the origin of the job, if it is written nowhere
     */
    Setting setting(String key) {
        ConfigurationPropertyName suffix = ConfigurationPropertyName.adapt(key, '.');
        return find(name.append(suffix))
                .map(property -> setting(property, suffix, key))
                .orElseGet(() -> new Setting(name + "." + key, null, origin()));
    }

    /** Keys of props may have capital letters, which Spring's names do not show. */
    private static Setting setting(ConfigurationProperty property, ConfigurationPropertyName suffix, String key) {
        if (key.equals(key.toLowerCase(Locale.ROOT))) {
            return Setting.of(property);
        }
        ConfigurationPropertyName full = property.getName();
        ConfigurationPropertyName above = full.chop(full.getNumberOfElements() - suffix.getNumberOfElements());
        return new Setting(above + "." + key, property.getValue(), property.getOrigin());
    }

    /** The job as a whole. */
    Setting setting() {
        return new Setting(name.toString(), null, origin());
    }

    private Optional<ConfigurationProperty> find(ConfigurationPropertyName wanted) {
        for (RelocatedSource source : all) {
            ConfigurationProperty property = source.getConfigurationProperty(wanted);
            if (property != null) {
                return Optional.of(property);
            }
        }
        return Optional.empty();
    }

    /** Where the job is first written, in the source that others override. */
    private @Nullable Origin origin() {
        for (int i = own.size() - 1; i >= 0; i--) {
            RelocatedSource source = own.get(i);
            Optional<Origin> first = source.stream()
                    .map(source::getConfigurationProperty)
                    .flatMap(Stream::ofNullable)
                    .map(ConfigurationProperty::getOrigin)
                    .flatMap(Stream::ofNullable)
                    .findFirst();
            if (first.isPresent()) {
                return first.get();
            }
        }
        return null;
    }
}
