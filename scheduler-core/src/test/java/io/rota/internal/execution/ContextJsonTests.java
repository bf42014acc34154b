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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.JobConfiguration;
import org.junit.jupiter.api.Test;

/** Scripts and servers that were written for ElasticJob read this text: it must not change. */
class ContextJsonTests {

    @Test
    void theFields_areThereInTheirOrder() {
        JobConfiguration job = JobConfiguration.newBuilder("j", 3)
                .shardingItemParameters("0=A")
                .build();
        assertThat(ContextJson.of(Runs.of(job, 0), false))
                .isEqualTo("{\"jobName\":\"j\",\"taskId\":\"j@-@0@-@READY@-@10.0.0.1@-@1-a-77\","
                        + "\"shardingTotalCount\":3,\"jobParameter\":\"\",\"shardingItem\":0,"
                        + "\"shardingParameter\":\"A\"}");
    }

    @Test
    void anItemWithoutParameter_hasNoneInTheText() {
        JobConfiguration job = JobConfiguration.newBuilder("j", 3).build();
        assertThat(ContextJson.of(Runs.of(job, 1), false)).endsWith("\"shardingItem\":1}");
    }

    @Test
    void whatHtmlOrJsonWouldMistake_isEscaped() {
        JobConfiguration job = JobConfiguration.newBuilder("j", 1)
                .jobParameter("a=b&c<d>'e'\"f\"\\g\n\r\t\b\f\u0001\u2028北京/")
                .build();
        assertThat(ContextJson.of(Runs.of(job, 0), false))
                .contains("\"jobParameter\":\"a\\u003db\\u0026c\\u003cd\\u003e\\u0027e\\u0027\\\"f\\\"\\\\g"
                        + "\\n\\r\\t\\b\\f\\u0001\\u2028北京/\"");
        assertThat(ContextJson.of(Runs.of(job, 0), true))
                .contains("\\u5317\\u4eac/")
                .matches("[ -~]*");
    }
}
