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
package io.rota.tracing;

/**
 * Is told what happens to runs, on the scheduler's threads and the jobs': every method returns at once and throws nothing.
 */
public interface JobTracer extends AutoCloseable {

    /** Is told nothing. */
    JobTracer NONE = new JobTracer() {

        @Override
        public boolean traces(String jobName) {
            return false;
        }

        @Override
        public void publish(JobEvent event) {}

        @Override
        public void close() {}
    };

    /** Whether events of a job are wanted. */
    boolean traces(String jobName);

    /** Something happened. Events of one run come in their order, from several threads. */
    void publish(JobEvent event);

    /** Lets go of everything; may take some seconds. Later calls do nothing. */
    @Override
    void close();
}
