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
package io.rota.internal.errorhandler;

import io.rota.api.JobConfiguration;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.JobProps;
import java.time.Duration;

/** The handler of one job that tells people outside, and writes into the log as well. */
final class Told implements JobErrorHandler {

    private static final String INTERVAL = "notify.interval.seconds";
    private static final int INTERVAL_SECONDS = 60;
    private static final int INTERVAL_SECONDS_MAX = 86_400;

    private final String type;
    private final JobConfiguration definition;
    private final Outbox outbox;
    private final Duration interval;
    private final Channel channel;
    private final LogErrors log = new LogErrors();

    /** Where messages go. */
    @FunctionalInterface
    interface Channel {

        /**
         * Sends a message; takes a bounded time.
         *
         * @param suppressed how many failures nobody was told of since the last message
         */
        void send(Failure failure, int suppressed) throws Exception;
    }

    Told(String type, JobConfiguration definition, Outbox outbox, Channel channel) {
        this.type = type;
        this.definition = definition;
        this.outbox = outbox;
        this.channel = channel;
        interval = Duration.ofSeconds(
                new JobProps(definition).number(INTERVAL, INTERVAL_SECONDS, 0, INTERVAL_SECONDS_MAX));
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public void handleException(String jobName, String where, Throwable cause) {
        // Also for those who look there first, and because messages may be held back or lost.
        log.handleException(jobName, where, cause);
        Failure failure = new Failure(definition, where, cause);
        outbox.send(type, failure, interval, suppressed -> channel.send(failure, suppressed));
    }
}
