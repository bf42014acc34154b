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
package io.rota.tracing.rdb;

import io.rota.tracing.JobEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a batch of events is in rows: a run that both begins and ends in it is inserted once, with its end.
 *
 * @param states to insert, in the order of the events
 * @param begun runs whose beginning is in the batch, to insert
 * @param ended runs whose end only is in the batch, to update
 */
record Rows(List<Row> states, List<Row> begun, List<Row> ended) {

    static Rows of(List<JobEvent> events, String nothing, String hostname) {
        List<Row> states = new ArrayList<>();
        Map<String, Row> begun = new LinkedHashMap<>();
        Map<String, Row> ended = new LinkedHashMap<>();
        for (JobEvent event : events) {
            states.add(Row.state(event, nothing));
            if (event instanceof JobEvent.Started started) {
                Row row = Row.started(started, hostname);
                begun.put(row.id(), row);
            } else if (event instanceof JobEvent.Ended end) {
                Row row = Row.ended(end, hostname);
                if (begun.replace(row.id(), row) == null) {
                    ended.put(row.id(), row);
                }
            }
        }
        return new Rows(states, List.copyOf(begun.values()), List.copyOf(ended.values()));
    }
}
