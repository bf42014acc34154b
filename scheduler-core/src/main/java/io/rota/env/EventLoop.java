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
package io.rota.env;

import java.util.concurrent.Executor;

/**
 * One thread on which all decisions of one scheduler are taken, one after the other.
 *
 * <p>Tasks must not wait: no locks, no I/O, no user code. A task that throws is logged and the loop goes on.
 */
public interface EventLoop extends Executor, AutoCloseable {

    /** Runs the task after those already given; from any thread. Ignored once closed. */
    @Override
    void execute(Runnable task);

    /**
     * Runs the task once after a delay, measured monotonically; from any thread.
     *
     * @param delayNanos 0 or less means as soon as possible
     */
    Timer schedule(long delayNanos, Runnable task);

    /** Whether the caller is on the loop, and so must not wait for what the loop does. */
    boolean isCurrent();

    /** Ends the loop; tasks not yet begun are dropped. Waits for nothing. */
    @Override
    void close();

    /** A task that has been scheduled. */
    interface Timer {

        /** Prevents the task if it has not begun; on the loop this is certain. */
        void cancel();
    }
}
