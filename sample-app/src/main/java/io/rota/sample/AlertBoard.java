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

import io.rota.spi.JobErrorHandler;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The error handler of all jobs: logs what failed on this instance, and keeps the last of it for the page. */
@Component
class AlertBoard implements JobErrorHandler {

    /**
     * A failed run.
     *
     * @param where job, item, fire and token
     */
    record Alert(Instant at, String where, String what) {}

    private static final Logger log = LoggerFactory.getLogger(AlertBoard.class);

    private static final int ALERTS_MAX = 10;

    // Guarded by this: the items of all jobs may fail at the same time.
    private final Deque<Alert> alerts = new ArrayDeque<>();

    @Override
    public String getType() {
        return "ALERT_BOARD";
    }

    @Override
    public void handleException(String jobName, String where, Throwable cause) {
        log.error("A run failed: {}", where, cause);
        add(new Alert(Instant.now(), where, String.valueOf(cause.getMessage())));
    }

    private synchronized void add(Alert alert) {
        if (alerts.size() == ALERTS_MAX) {
            alerts.removeLast();
        }
        alerts.addFirst(alert);
    }

    /** The last ones, latest first. */
    synchronized List<Alert> latest() {
        return List.copyOf(alerts);
    }
}
