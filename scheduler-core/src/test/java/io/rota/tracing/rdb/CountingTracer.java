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
import io.rota.tracing.JobTracer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** Counts what is told to another tracer, and how long the telling took. */
final class CountingTracer implements JobTracer {

    private static final int SLOW_NANOS = 10_000_000;

    private final JobTracer target;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);

    CountingTracer(JobTracer target) {
        this.target = target;
    }

    long sent() {
        return sent.get();
    }

    /** How many calls took more than ten milliseconds; the machine may have been at something else. */
    long slow() {
        return slow.get();
    }

    long longestNanos() {
        return longestNanos.get();
    }

    @Override
    public boolean traces(String jobName) {
        return target.traces(jobName);
    }

    @Override
    public void publish(JobEvent event) {
        sent.incrementAndGet();
        long begun = System.nanoTime();
        target.publish(event);
        long nanos = System.nanoTime() - begun;
        longestNanos.accumulate(nanos);
        if (nanos > SLOW_NANOS) {
            slow.incrementAndGet();
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
