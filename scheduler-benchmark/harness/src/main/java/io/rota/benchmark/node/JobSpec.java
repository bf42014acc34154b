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
package io.rota.benchmark.node;

/**
 * A job of the benchmark.
 *
 * @param number from 0; its name is made of it
 * @param items how many items it is divided into
 * @param cron Quartz syntax, empty if it runs when it is called
 * @param monitorExecution whether each run is recorded in the registry
 * @param failover whether the work of a dead process is done by another one
 * @param bodyMillis how long an item takes
 */
public record JobSpec(int number, int items, String cron, boolean monitorExecution, boolean failover, long bodyMillis) {

    public String name() {
        return "job-" + number;
    }
}
