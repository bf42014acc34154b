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

/**
 * One named thread for work that may wait, such as writing to a database. Tasks run one after the other.
 *
 * <p>It has no bound of its own: whoever owns it has few tasks there at the same time.
 */
public interface Background extends AutoCloseable {

    /** Runs the task after those already given; from any thread. Ignored once closed. */
    void execute(Runnable task);

    /**
     * Runs the task once after a delay, measured monotonically; from any thread. Ignored once closed.
     *
     * @param delayNanos 0 or less means as soon as possible
     */
    void schedule(long delayNanos, Runnable task);

    /** Interrupts the task that runs just now, if there is one; no later task notices. */
    void interrupt();

    /** Interrupts what runs and drops what waits; waits for nothing. */
    @Override
    void close();

    /** A daemon thread of the name. */
    static Background thread(String name) {
        return new BackgroundThread(name);
    }
}
