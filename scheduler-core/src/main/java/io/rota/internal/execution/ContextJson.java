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
package io.rota.internal.execution;

import io.rota.api.ShardingContext;
import io.rota.spi.JsonText;

/** A run's context as JSON, in the form that scripts and servers of ElasticJob know. */
final class ContextJson {

    private ContextJson() {}

    /**
     * Names and values in a fixed order; an item without a parameter has none here either.
     *
     * @param asciiOnly whether everything beyond ASCII is escaped
     */
    static String of(ShardingContext context, boolean asciiOnly) {
        StringBuilder json = new StringBuilder("{\"jobName\":")
                .append(JsonText.quote(context.getJobName(), asciiOnly))
                .append(",\"taskId\":")
                .append(JsonText.quote(context.getTaskId(), asciiOnly))
                .append(",\"shardingTotalCount\":")
                .append(context.getShardingTotalCount())
                .append(",\"jobParameter\":")
                .append(JsonText.quote(context.getJobParameter(), asciiOnly))
                .append(",\"shardingItem\":")
                .append(context.getShardingItem());
        String parameter = context.getShardingParameter();
        if (parameter != null) {
            json.append(",\"shardingParameter\":").append(JsonText.quote(parameter, asciiOnly));
        }
        return json.append('}').toString();
    }
}
