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
package io.rota.sim;

import io.rota.tracing.JobEvent;
import io.rota.tracing.JobTracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What tracers of all nodes were told, by task id. */
final class TraceLog implements JobTracer {

    private final Map<String, List<JobEvent>> events = new LinkedHashMap<>();

    Map<String, List<JobEvent>> events() {
        return events;
    }

    @Override
    public boolean traces(String jobName) {
        return true;
    }

    @Override
    public void publish(JobEvent event) {
        events.computeIfAbsent(event.run().taskId(), taskId -> new ArrayList<>())
                .add(event);
    }

    @Override
    public void close() {}
}
