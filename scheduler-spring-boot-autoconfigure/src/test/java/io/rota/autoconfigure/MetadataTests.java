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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.autoconfigure.ElasticJobProperties.Job;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.StreamUtils;

/** What editors are told about the keys. */
class MetadataTests {

    private static final String ALL = "META-INF/spring-configuration-metadata.json";
    private static final String JOB =
            "META-INF/spring/configuration-metadata/io.rota.autoconfigure.ElasticJobProperties$Job.json";

    /** A key as the classes have it, and its value if nobody sets it. */
    private final Map<String, Object> ofAll = keys("elasticjob.", new ElasticJobProperties());

    private final Map<String, Object> ofAJob = keys("", new Job());

    /** What can be written, in full. */
    static Set<String> allKeys() {
        return byName(ALL, "properties").keySet();
    }

    /** What can be written about a job, below its name. */
    static Set<String> keysOfAJob() {
        return byName(JOB, "properties").keySet();
    }

    @Test
    void everyKey_hasADescription() {
        Map<String, Map<String, Object>> all = byName(ALL, "properties");
        assertThat(all).containsKeys(ofAll.keySet().toArray(String[]::new)).containsKey("elasticjob.jobs");
        Map<String, Map<String, Object>> job = byName(JOB, "properties");
        assertThat(job).containsKeys(ofAJob.keySet().toArray(String[]::new));

        for (Map<String, Map<String, Object>> each : List.of(all, job)) {
            each.forEach((name, property) -> assertThat(property.get("description"))
                    .as(name)
                    .asString()
                    .endsWith(".")
                    .hasSizeGreaterThan(10));
        }
    }

    @Test
    void everyValueThatAKeyHasUnset_isItsDefault() {
        defaultsOf(ofAll, byName(ALL, "properties"));
        defaultsOf(ofAJob, byName(JOB, "properties"));
    }

    private static void defaultsOf(Map<String, Object> keys, Map<String, Map<String, Object>> metadata) {
        keys.forEach((name, value) -> {
            Object told = metadata.get(name).get("defaultValue");
            if (value instanceof Duration duration) {
                assertThat(DurationStyle.detectAndParse(String.valueOf(told)))
                        .as(name)
                        .isEqualTo(duration);
            } else if (value instanceof Enum<?> constant) {
                assertThat(told).as(name).isEqualTo(constant.name().toLowerCase(Locale.ROOT));
            } else if (value instanceof Number number) {
                assertThat(told)
                        .as(name)
                        .isInstanceOfSatisfying(
                                Number.class,
                                other -> assertThat(other.doubleValue()).isEqualTo(number.doubleValue()));
            } else if (value instanceof String || value instanceof Boolean) {
                assertThat(told).as(name).isEqualTo(value);
            } else {
                assertThat(told).as(name).isNull();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "elastic-job-type",
        "job-sharding-strategy-type",
        "job-executor-service-handler-type",
        "job-error-handler-type",
    })
    void everyTypeNameThatIsKnown_isOffered(String key) {
        assertThat(offered("elasticjob.defaults." + key)).containsExactlyInAnyOrderElementsOf(known(key));
    }

    @Test
    void theKeysOfAJob_areOfferedTheSameValuesAsThoseForAllJobs() {
        Map<String, Map<String, Object>> ofTheJob = byName(JOB, "hints");
        Map<String, Map<String, Object>> forAllJobs = new TreeMap<>();
        byName(ALL, "hints").forEach((name, hint) -> {
            if (name.startsWith("elasticjob.defaults.")) {
                forAllJobs.put(name.substring("elasticjob.defaults.".length()), hint);
            }
        });
        assertThat(ofTheJob).isNotEmpty();
        assertThat(forAllJobs.keySet()).isEqualTo(ofTheJob.keySet());
        ofTheJob.forEach((name, hint) -> {
            assertThat(forAllJobs.get(name).get("values")).as(name).isEqualTo(hint.get("values"));
            assertThat(forAllJobs.get(name).get("providers")).as(name).isEqualTo(hint.get("providers"));
        });
    }

    @Test
    void everyHint_belongsToAKey() {
        Set<String> known = new TreeSet<>(ofAll.keySet());
        known.add("elasticjob.defaults.props.keys");
        assertThat(known).containsAll(byName(ALL, "hints").keySet());
    }

    /** The names that a wrong one is told. */
    private static Set<String> known(String key) {
        String reason = Start.withYaml("elasticjob.jobs.report: {sharding-total-count: 1, %selastic-job-type: %s}"
                        .formatted(
                                key.equals("elastic-job-type") ? "" : key + ": NONSENSE, ",
                                key.equals("elastic-job-type")
                                        ? "NONSENSE"
                                        : "SCRIPT, props: {script.command.line: x}"))
                .failure()
                .getDescription();
        String names = reason.substring(reason.indexOf("Known are ") + "Known are ".length());
        return Arrays.stream(names.substring(0, names.indexOf('.')).split(", ")).collect(Collectors.toSet());
    }

    private static Set<String> offered(String key) {
        Collection<?> values = (Collection<?>) byName(ALL, "hints").get(key).get("values");
        return values.stream()
                .map(value -> String.valueOf(((Map<?, ?>) value).get("value")))
                .collect(Collectors.toSet());
    }

    private static Map<String, Object> keys(String prefix, Object properties) {
        Map<String, Object> keys = new TreeMap<>();
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(properties.getClass())) {
            if (property.getName().equals("class")) {
                continue;
            }
            String name = prefix + DataObjectPropertyName.toDashedForm(property.getName());
            Object value;
            try {
                value = property.getReadMethod().invoke(properties);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(name, e);
            }
            if (value != null
                    && value.getClass().getEnclosingClass() == ElasticJobProperties.class
                    && !(value instanceof Enum)) {
                keys.putAll(keys(name + ".", value));
            } else {
                keys.put(name, value);
            }
        }
        return keys;
    }

    private static Map<String, Map<String, Object>> byName(String resource, String list) {
        Map<String, Map<String, Object>> byName = new TreeMap<>();
        try {
            for (URL each :
                    Collections.list(MetadataTests.class.getClassLoader().getResources(resource))) {
                // JSON is YAML, but for one escape.
                String text = StreamUtils.copyToString(each.openStream(), StandardCharsets.UTF_8)
                        .replace("\\/", "/");
                YamlMapFactoryBean metadata = new YamlMapFactoryBean();
                metadata.setResources(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
                for (Object item : (Collection<?>) metadata.getObject().getOrDefault(list, List.of())) {
                    Map<String, Object> fields = new TreeMap<>();
                    ((Map<?, ?>) item).forEach((key, value) -> fields.put(String.valueOf(key), value));
                    String name = String.valueOf(fields.get("name"));
                    if (resource.equals(JOB) || name.matches("elasticjob\\..*|management\\.\\w+\\.elasticjob\\..*")) {
                        byName.put(name, fields);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return byName;
    }
}
