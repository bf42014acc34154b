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
package io.rota.bootstrap;

import io.rota.spi.Extensions;
import io.rota.tracing.JobTracer;
import java.time.Duration;

/**
 * How one scheduler behaves.
 *
 * @param extensions strategies, policies and handlers by type name
 * @param startWait how long a start waits for the registry before it goes on without; jobs then join later
 * @param awaitTermination how long a stop waits for running items before it interrupts them
 * @param commands what jobs without a class may run and ask
 * @param tracer is told what happens to runs; the scheduler closes it at its own end
 * @param defaultThreads type name of the thread policy of jobs that name none; a matter of this process, so that instances
 *     with different ones can run the same job
 */
public record SchedulerOptions(
        Extensions extensions,
        Duration startWait,
        Duration awaitTermination,
        CommandRules commands,
        JobTracer tracer,
        String defaultThreads) {

    /** Five seconds: a registry that is there answers within one. */
    public static final Duration START_WAIT = Duration.ofSeconds(5);

    /** Thirty seconds. */
    public static final Duration AWAIT_TERMINATION = Duration.ofSeconds(30);

    public SchedulerOptions {
        if (startWait.isNegative() || awaitTermination.isNegative()) {
            throw new IllegalArgumentException("Waits must not be negative, but are " + startWait + " and "
                    + awaitTermination + ". Write 0s for none.");
        }
    }

    /** Twice as many threads for each job as there are processors. */
    public static final String DEFAULT_THREADS = "CPU";

    /** With the default threads. */
    public SchedulerOptions(
            Extensions extensions,
            Duration startWait,
            Duration awaitTermination,
            CommandRules commands,
            JobTracer tracer) {
        this(extensions, startWait, awaitTermination, commands, tracer, DEFAULT_THREADS);
    }

    /** Without a tracer, and with the default rules for commands. */
    public SchedulerOptions(Extensions extensions, Duration startWait, Duration awaitTermination) {
        this(extensions, startWait, awaitTermination, CommandRules.defaults(), JobTracer.NONE);
    }

    /** ServiceLoader's extensions and the default waits. */
    public static SchedulerOptions defaults() {
        return new SchedulerOptions(Extensions.providers(), START_WAIT, AWAIT_TERMINATION);
    }
}
