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
package io.rota.benchmark;

/** Jobs that are alike. */
record Workload(
        int from, int jobs, int items, String cron, boolean monitorExecution, boolean failover, long bodyMillis) {

    static final String EACH_SECOND = "* * * * * ?";
    // New Year's night.
    static final String HARDLY_EVER = "0 0 0 1 1 ?";

    static Workload of(int jobs, int items, String cron) {
        return new Workload(0, jobs, items, cron, true, false, 0);
    }

    Workload numberedFrom(int number) {
        return new Workload(number, jobs, items, cron, monitorExecution, failover, bodyMillis);
    }

    Workload monitored(boolean on) {
        return new Workload(from, jobs, items, cron, on, failover, bodyMillis);
    }

    Workload withFailover() {
        return new Workload(from, jobs, items, cron, monitorExecution, true, bodyMillis);
    }

    Workload lasting(long millis) {
        return new Workload(from, jobs, items, cron, monitorExecution, failover, millis);
    }

    /** How many runs there are for one fire of all of them. */
    int runs() {
        return jobs * items;
    }

    String words() {
        return " from=" + from + " jobs=" + jobs + " items=" + items + " cron=" + cron.replace(' ', '_') + " monitor="
                + monitorExecution + " failover=" + failover + " body=" + bodyMillis;
    }

    @Override
    public String toString() {
        return jobs + " x " + items;
    }
}
