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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.EnumerablePropertySource;

/*
 * Why names need care: a source has them as text, Spring compares them without case, dashes and whatever else is not a
 * letter or a digit of ASCII, and a dot ends them. So one job can appear under several names, two words can become one
 * name, and a name can lose characters. Only the text of the source tells what somebody wrote.
 */
/** The names of the jobs, as the sources spell them. */
final class JobNames {

    static final ConfigurationPropertyName JOBS = ConfigurationPropertyName.of("elasticjob.jobs");

    /** Number of elements of a name that names a job: {@code elasticjob.jobs.<name>}. */
    static final int JOB_ELEMENTS = 3;

    // elasticjob.jobs.<name> or elasticjob.jobs[<name>], the first two words in any relaxed spelling.
    private static final Pattern WRITTEN = Pattern.compile(
            "e[-_]*l[-_]*a[-_]*s[-_]*t[-_]*i[-_]*c[-_]*j[-_]*o[-_]*b\\.j[-_]*o[-_]*b[-_]*s(?:\\.?\\[([^]]*)]|\\.([^.\\[]+))(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SURVIVES_UNBRACKETED = Pattern.compile("\\w[\\w-]*");

    private static final UnboundElementsSourceFilter CHECKED = new UnboundElementsSourceFilter();

    private JobNames() {}

    /** Whether a source is somebody's configuration, and not the environment of the process, where anything may stand. */
    static boolean isChecked(ConfigurationPropertySource source) {
        return CHECKED.apply(source);
    }

    /** One job's name in all its spellings, and all names below any of them. */
    record Spellings(Map<String, ConfigurationPropertyName> byText, NamesBySource names) {

        private Spellings() {
            this(new LinkedHashMap<>(), new NamesBySource());
        }

        /** Of a job that no source names. */
        static Spellings only(String jobName) {
            String plain = JOBS + "." + jobName;
            boolean isPlain = jobName.indexOf('.') < 0 && ConfigurationPropertyName.isValid(plain);
            Spellings spellings = new Spellings();
            spellings.byText.put(
                    jobName, ConfigurationPropertyName.adapt(isPlain ? plain : JOBS + "[" + jobName + "]", '.'));
            return spellings;
        }

        /** The spelling in the source that others override. */
        ConfigurationPropertyName first() {
            return byText.values().iterator().next();
        }

        Collection<ConfigurationPropertyName> all() {
            return byText.values();
        }

        private void add(ConfigurationPropertySource source, ConfigurationPropertyName name) {
            ConfigurationPropertyName jobName = name.chop(JOB_ELEMENTS);
            String text = jobName.getLastElement(Form.ORIGINAL);
            byText.putIfAbsent(jobName.isLastElementIndexed() ? "[" + text : text, jobName);
            if (name.getNumberOfElements() > JOB_ELEMENTS) {
                names.add(source, name);
            }
        }
    }

    /**
     * The jobs by name; the name is the spelling in the source that others override.
     *
     * @throws JobNameException if a name is not what somebody wrote, or cannot be a job's
     */
    static Map<String, Spellings> of(List<ConfigurationPropertySource> lowestFirst) {
        lowestFirst.stream().filter(JobNames::isChecked).forEach(JobNames::checkWritten);
        Map<String, Spellings> jobs = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : lowestFirst) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(JOBS::isAncestorOf)
                        .filter(name -> isChecked(source) || declaresJob(name, jobs.keySet()))
                        .forEach(name -> jobs.computeIfAbsent(identity(name.chop(JOB_ELEMENTS)), key -> new Spellings())
                                .add(source, name));
            }
        }
        Map<String, Spellings> names = new LinkedHashMap<>();
        jobs.values().forEach(job -> names.put(job.first().getLastElement(Form.ORIGINAL), job));
        return names;
    }

    /**
     * Whether a name of the process environment can be a job's property, so that stray variables declare no job.
     *
     * <p>{@code ELASTICJOB_JOBS_SETTLE_ORDERS_CRON} arrives as {@code elasticjob.jobs.settle.orders.cron}, but speaks of
     * the job {@code settle-orders}.
     */
    private static boolean declaresJob(ConfigurationPropertyName name, Collection<String> known) {
        if (name.getNumberOfElements() == JOB_ELEMENTS
                || KnownKeys.JOB.unknownIn(name, JOB_ELEMENTS).isPresent()) {
            return false;
        }
        String candidate = name.getElement(JOB_ELEMENTS - 1, Form.UNIFORM);
        StringBuilder text = new StringBuilder();
        for (int element = JOB_ELEMENTS - 1; element < name.getNumberOfElements(); element++) {
            text.append(name.getElement(element, Form.UNIFORM));
        }
        return known.stream()
                .noneMatch(job ->
                        job.length() > candidate.length() && text.length() > job.length() && text.indexOf(job) == 0);
    }

    /** What all spellings of a name have in common. */
    static String identity(String name) {
        return SURVIVES_UNBRACKETED.matcher(name).matches()
                ? name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT)
                : name;
    }

    private static String identity(ConfigurationPropertyName jobName) {
        return identity(jobName.getLastElement(Form.ORIGINAL));
    }

    private static void checkWritten(ConfigurationPropertySource source) {
        if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> properties) {
            for (String key : properties.getPropertyNames()) {
                Matcher written = WRITTEN.matcher(key);
                if (written.matches()) {
                    checkWritten(properties, key, written);
                }
            }
        }
    }

    private static void checkWritten(EnumerablePropertySource<?> properties, String key, Matcher written) {
        String bracketed = written.group(1);
        String name = bracketed == null ? written.group(2) + lostEnd(written.group(3)) : bracketed;
        try {
            JobConfiguration.newBuilder(name, 1).build();
        } catch (JobConfigurationException e) {
            throw JobNameException.illegal(new Setting(key, null, PropertySourceOrigin.get(properties, key)), name, e);
        }
        if (bracketed == null && !SURVIVES_UNBRACKETED.matcher(name).matches()) {
            throw JobNameException.damaged(new Setting(key, null, PropertySourceOrigin.get(properties, key)), name);
        }
    }

    /**
     * What a dot has cut off a name.
     *
     * @param afterName {@code .cron} or {@code .props.a}, or {@code .rest.of.name.cron} if a key comes later
     */
    private static String lostEnd(String afterName) {
        String[] words = afterName.split("[.\\[]");
        StringBuilder end = new StringBuilder();
        for (int word = 1; word < words.length; word++) {
            if (KnownKeys.JOB.has(words[word])) {
                return end.toString();
            }
            end.append('.').append(words[word]);
        }
        return "";
    }
}
