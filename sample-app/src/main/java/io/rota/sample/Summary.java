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
package io.rota.sample;

import java.util.List;

/**
 * What the service shows.
 *
 * @param instance who answers
 * @param jobs how each job fares
 * @param alerts failures on this instance, latest first
 * @param runs the last runs, latest first
 * @param reports the rows of the last reports, latest first
 */
record Summary(
        String instance,
        List<OrderBook.Count> regions,
        List<JobHistory.Job> jobs,
        List<AlertBoard.Alert> alerts,
        List<RunLog.Run> runs,
        List<Reports.Row> reports) {}
