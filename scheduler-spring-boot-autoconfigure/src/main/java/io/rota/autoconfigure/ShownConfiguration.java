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
import io.rota.api.SecretTexts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A definition as people may see it: by the names of its keys, what is not set left out, and without secrets. */
final class ShownConfiguration {

    private final Map<String, Object> keys = new LinkedHashMap<>();

    private ShownConfiguration() {}

    static Map<String, Object> of(JobConfiguration job) {
        ShownConfiguration shown = new ShownConfiguration();
        shown.text("cron", job.getCron());
        shown.text("timeZone", job.getTimeZone());
        shown.keys.put("shardingTotalCount", job.getShardingTotalCount());
        shown.text("shardingItemParameters", job.getShardingItemParameters());
        shown.text("jobParameter", job.getJobParameter());
        shown.keys.put("monitorExecution", job.isMonitorExecution());
        shown.keys.put("failover", job.isFailover());
        shown.keys.put("misfire", job.isMisfire());
        shown.keys.put("catchUp", job.getCatchUp().name());
        shown.keys.put("lateLimit", job.getLateLimit().toString());
        if (!job.getTimeout().isZero()) {
            shown.keys.put("timeout", job.getTimeout().toString());
        }
        if (job.getRetry().maxAttempts() > 0) {
            shown.keys.put("retryMaxAttempts", job.getRetry().maxAttempts());
            shown.keys.put("retryDelay", job.getRetry().delay().toString());
            shown.keys.put("retryMultiplier", job.getRetry().multiplier());
        }
        shown.keys.put("maxTimeDiffSeconds", job.getMaxTimeDiffSeconds());
        shown.keys.put("reconcileIntervalMinutes", job.getReconcileIntervalMinutes());
        shown.text("jobShardingStrategyType", job.getJobShardingStrategyType());
        shown.text("jobExecutorServiceHandlerType", job.getJobExecutorServiceHandlerType());
        shown.text("jobErrorHandlerType", job.getJobErrorHandlerType());
        if (!job.getJobListenerTypes().isEmpty()) {
            shown.keys.put("jobListenerTypes", job.getJobListenerTypes());
        }
        shown.text("description", job.getDescription());
        shown.text("label", job.getLabel());
        shown.keys.put("staticSharding", job.isStaticSharding());
        shown.keys.put("disabled", job.isDisabled());
        shown.keys.put("overwrite", job.isOverwrite());
        Map<String, String> props = new TreeMap<>();
        job.getProps().forEach((key, value) -> props.put(key, SecretTexts.hidden(key, value)));
        if (!props.isEmpty()) {
            shown.keys.put("props", props);
        }
        return shown.keys;
    }

    private void text(String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            keys.put(key, SecretTexts.hidden(value));
        }
    }
}
