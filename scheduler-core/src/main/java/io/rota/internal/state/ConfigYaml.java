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
package io.rota.internal.state;

import io.rota.api.JobConfiguration;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.inspector.TagInspector;
import org.yaml.snakeyaml.inspector.UnTrustedTagInspector;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The {@code config} node: a YAML map with exactly the fields that ElasticJob-Lite 3.0.4 knows, because its readers and
 * the tools built on them reject any other.
 *
 * <p>Keys are written in alphabetical order, null fields and empty lists and maps are left out. Reading is as strict,
 * except that the thread policy's later name is understood too, and that {@code jobExtraConfigurations} is left alone. A text is what stands there, also if YAML would take it
 * for a date or a number. A missing flag means false and a missing number 0,
 * whatever the default of a new job is, as it does for those readers.
 */
public final class ConfigYaml {

    // A definition is a few hundred characters; this guards against a text made to exhaust memory.
    private static final int CODE_POINTS_MAX = 256 * 1024;

    private static final String LATER_THREAD_POLICY_FIELD = "jobExecutorThreadPoolSizeProviderType";

    private static final String EXTRA_FIELD = "jobExtraConfigurations";

    private static final List<String> FIELDS = List.of(
            "cron",
            "description",
            "disabled",
            "failover",
            "jobErrorHandlerType",
            "jobExecutorServiceHandlerType",
            LATER_THREAD_POLICY_FIELD,
            EXTRA_FIELD,
            "jobListenerTypes",
            "jobName",
            "jobParameter",
            "jobShardingStrategyType",
            "label",
            "maxTimeDiffSeconds",
            "misfire",
            "monitorExecution",
            "overwrite",
            "props",
            "reconcileIntervalMinutes",
            "shardingItemParameters",
            "shardingTotalCount",
            "staticSharding",
            "timeZone");

    private ConfigYaml() {}

    /**
     * Writes a definition.
     *
     * @param extra what {@link #extra} told of the text that is replaced; empty for none
     */
    public static String write(JobConfiguration job, String extra) {
        String text = write(job);
        int next = text.indexOf("\njobListenerTypes:");
        int at = (next < 0 ? text.indexOf("\njobName:") : next) + 1;
        return extra.isEmpty() ? text : text.substring(0, at) + extra + text.substring(at);
    }

    public static String write(JobConfiguration job) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("jobName", job.getJobName());
        fields.put("shardingTotalCount", job.getShardingTotalCount());
        putUnlessNull(fields, "cron", job.getCron());
        putUnlessNull(fields, "timeZone", job.getTimeZone());
        fields.put("shardingItemParameters", job.getShardingItemParameters());
        fields.put("jobParameter", job.getJobParameter());
        fields.put("monitorExecution", job.isMonitorExecution());
        fields.put("failover", job.isFailover());
        fields.put("misfire", job.isMisfire());
        fields.put("maxTimeDiffSeconds", job.getMaxTimeDiffSeconds());
        fields.put("reconcileIntervalMinutes", job.getReconcileIntervalMinutes());
        putUnlessNull(fields, "jobShardingStrategyType", job.getJobShardingStrategyType());
        putUnlessNull(fields, "jobExecutorServiceHandlerType", job.getJobExecutorServiceHandlerType());
        putUnlessNull(fields, "jobErrorHandlerType", job.getJobErrorHandlerType());
        if (!job.getJobListenerTypes().isEmpty()) {
            fields.put("jobListenerTypes", job.getJobListenerTypes());
        }
        fields.put("description", job.getDescription());
        if (!job.getProps().isEmpty()) {
            fields.put("props", job.getProps());
        }
        fields.put("disabled", job.isDisabled());
        fields.put("overwrite", job.isOverwrite());
        putUnlessNull(fields, "label", job.getLabel());
        fields.put("staticSharding", job.isStaticSharding());
        return yaml(new Resolver()).dump(fields);
    }

    /**
     * Reads a definition.
     *
     * @throws IllegalArgumentException telling what is wrong with the text
     */
    public static JobConfiguration read(String text) {
        return builder(text).build();
    }

    static JobConfiguration.Builder builder(String text) {
        Map<String, Object> fields = fields(text);
        TreeSet<String> unknown = new TreeSet<>(fields.keySet());
        FIELDS.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown field(s) " + unknown);
        }
        JobConfiguration.Builder job = JobConfiguration.newBuilder(
                        Objects.requireNonNullElse(text(fields, "jobName"), ""),
                        number(fields, "shardingTotalCount", 0))
                .cron(text(fields, "cron"))
                .timeZone(text(fields, "timeZone"))
                .shardingItemParameters(text(fields, "shardingItemParameters"))
                .jobParameter(text(fields, "jobParameter"))
                .monitorExecution(flag(fields, "monitorExecution"))
                .failover(flag(fields, "failover"))
                .misfire(flag(fields, "misfire"))
                .maxTimeDiffSeconds(number(fields, "maxTimeDiffSeconds", -1))
                .reconcileIntervalMinutes(number(fields, "reconcileIntervalMinutes", 0))
                .jobShardingStrategyType(text(fields, "jobShardingStrategyType"))
                .jobErrorHandlerType(text(fields, "jobErrorHandlerType"))
                .description(text(fields, "description"))
                .disabled(flag(fields, "disabled"))
                .overwrite(flag(fields, "overwrite"))
                .label(text(fields, "label"))
                .staticSharding(flag(fields, "staticSharding"))
                .jobListenerTypes(texts(fields, "jobListenerTypes"))
                .props(map(fields, "props"));
        String threadPolicy = text(fields, "jobExecutorServiceHandlerType");
        return job.jobExecutorServiceHandlerType(
                threadPolicy == null ? text(fields, LATER_THREAD_POLICY_FIELD) : threadPolicy);
    }

    /**
     * The part of a text that stands under {@code jobExtraConfigurations}, as it stands there, with its key.
     *
     * <p>Its elements name classes of whoever wrote them. Nobody but they can read them, so they are carried over from
     * one text to the next and never looked into.
     *
     * @return whole lines, empty if there is no such part
     * @throws IllegalArgumentException telling what is wrong with the text
     */
    public static String extra(String text) {
        Extra extra = Extra.find(text);
        String found = text.substring(extra.from(), extra.to());
        return found.isEmpty() || found.endsWith("\n") ? found : found + "\n";
    }

    /** Where the part stands that is carried over; nowhere if both are 0. */
    private record Extra(int from, int to) {

        static Extra find(String text) {
            checkLength(text);
            if (!text.contains(EXTRA_FIELD)) {
                return new Extra(0, 0);
            }
            try {
                // Nothing is made of what is only located, so that any tag may stand there.
                Node root = yaml(new TextResolver(), tag -> true).compose(new StringReader(text));
                if (root instanceof MappingNode map && map.getFlowStyle() != DumperOptions.FlowStyle.FLOW) {
                    for (NodeTuple field : map.getValue()) {
                        if (field.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals(EXTRA_FIELD)) {
                            return new Extra(
                                    text.offsetByCodePoints(
                                            0, key.getStartMark().getIndex()),
                                    text.offsetByCodePoints(
                                            0, field.getValueNode().getEndMark().getIndex()));
                        }
                    }
                }
                return new Extra(0, 0);
            } catch (YAMLException e) {
                throw unreadable(e);
            }
        }
    }

    /**
     * A definition for people's eyes: wherever a key says so, at any depth, the whole value is replaced.
     *
     * @param isHidden whether the value of a key must not be seen
     * @throws IllegalArgumentException if the text cannot be read as YAML; the message may quote it
     */
    public static String masked(String text, Predicate<String> isHidden, String replacement) {
        checkLength(text);
        NavigableMap<Integer, Integer> hidden = new TreeMap<>();
        try {
            Node root = yaml(new TextResolver(), tag -> true).compose(new StringReader(text));
            if (root != null) {
                hide(root, isHidden, hidden);
            }
        } catch (YAMLException e) {
            throw unreadable(e);
        }
        StringBuilder shown = new StringBuilder();
        int told = 0;
        for (Map.Entry<Integer, Integer> value : hidden.entrySet()) {
            int from = text.offsetByCodePoints(0, value.getKey());
            int marked = text.offsetByCodePoints(0, value.getValue());
            // The mark of the end may be that of the next key.
            int to = from + text.substring(from, marked).stripTrailing().length();
            // An alias may stand for something inside of what is hidden already.
            if (from >= told && to > from) {
                shown.append(text, told, from).append(replacement);
                told = to;
            }
        }
        return shown.append(text.substring(told)).toString();
    }

    private static void hide(Node node, Predicate<String> isHidden, Map<Integer, Integer> hidden) {
        if (node instanceof MappingNode map) {
            for (NodeTuple field : map.getValue()) {
                Node value = field.getValueNode();
                if (field.getKeyNode() instanceof ScalarNode key && isHidden.test(key.getValue())) {
                    hidden.put(
                            value.getStartMark().getIndex(), value.getEndMark().getIndex());
                } else {
                    hide(field.getKeyNode(), isHidden, hidden);
                    hide(value, isHidden, hidden);
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(element -> hide(element, isHidden, hidden));
        }
    }

    private static void checkLength(String text) {
        // The parser looks at its own limit only between tokens, and a single one can keep it busy for seconds.
        if (text.length() > CODE_POINTS_MAX) {
            throw new IllegalArgumentException("longer than " + CODE_POINTS_MAX + " characters");
        }
    }

    private static IllegalArgumentException unreadable(YAMLException e) {
        return new IllegalArgumentException("not readable as YAML: " + e.getMessage(), e);
    }

    private static Map<String, Object> fields(String text) {
        Extra extra = Extra.find(text);
        Object loaded;
        try {
            loaded = yaml(new TextResolver()).load(text.substring(0, extra.from()) + text.substring(extra.to()));
        } catch (YAMLException e) {
            throw unreadable(e);
        }
        if (!(loaded instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("not a YAML map");
        }
        Map<String, Object> fields = new TreeMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                fields.put(String.valueOf(key), value);
            }
        });
        return fields;
    }

    private static Yaml yaml(Resolver resolver) {
        return yaml(resolver, new UnTrustedTagInspector());
    }

    private static Yaml yaml(Resolver resolver, TagInspector tags) {
        LoaderOptions loading = new LoaderOptions();
        loading.setTagInspector(tags);
        loading.setCodePointLimit(CODE_POINTS_MAX);
        loading.setMaxAliasesForCollections(0);
        loading.setNestingDepthLimit(10);
        loading.setAllowDuplicateKeys(false);
        DumperOptions dumping = new DumperOptions();
        dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        dumping.setWidth(Integer.MAX_VALUE);
        dumping.setSplitLines(false);
        // Otherwise a text with a control character becomes Base64.
        dumping.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading, resolver);
    }

    /** Leaves plain words alone; each field knows what it expects. */
    private static final class TextResolver extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, EMPTY, null);
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
        }
    }

    private static void putUnlessNull(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static @Nullable String text(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value instanceof Map || value instanceof List) {
            throw new IllegalArgumentException("field '" + name + "' is not a text");
        }
        return value == null ? null : String.valueOf(value);
    }

    private static boolean flag(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value == null) {
            return false;
        }
        switch (String.valueOf(value).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on":
                return true;
            case "false", "no", "off":
                return false;
            default:
                throw new IllegalArgumentException("field '" + name + "' is '" + value + "', not true or false");
        }
    }

    private static int number(Map<String, Object> fields, String name, int ifMissing) {
        Object value = fields.get(name);
        if (value == null) {
            return ifMissing;
        }
        try {
            return Integer.parseInt(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("field '" + name + "' is '" + value + "', not a whole number", e);
        }
    }

    private static List<String> texts(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            list.forEach(element -> texts.add(String.valueOf(element)));
            return texts;
        }
        return value == null
                ? List.of()
                : Arrays.stream(String.valueOf(value).split(","))
                        .map(String::trim)
                        .filter(type -> !type.isEmpty())
                        .toList();
    }

    private static Map<String, String> map(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("field '" + name + "' is not a map");
        }
        Map<String, String> texts = new TreeMap<>();
        map.forEach((key, text) -> texts.put(String.valueOf(key), String.valueOf(text)));
        return texts;
    }
}
