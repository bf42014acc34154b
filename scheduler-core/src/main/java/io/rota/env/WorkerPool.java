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

/** The threads on which users' job code runs, shared by all jobs; the caller bounds how many runs it starts. */
public interface WorkerPool extends AutoCloseable {

    /**
     * Runs work on a thread of its own for as long as it takes.
     *
     * @param work must not throw; may block
     */
    Running start(Runnable work);

    /**
     * Does what {@link #start} does, on a virtual thread if the JVM has them.
     *
     * @param work must not throw; may block
     */
    default Running startVirtual(Runnable work) {
        return start(work);
    }

    /** Interrupts whatever still runs and ends the threads; waits for nothing. */
    @Override
    void close();

    /** Work that has been started. */
    interface Running {

        /** Interrupts the work's thread; work that has not begun will find itself interrupted. Later calls do nothing. */
        void interrupt();
    }
}
