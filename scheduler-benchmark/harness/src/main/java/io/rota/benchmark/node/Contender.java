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

import java.util.List;

/** A scheduler that is compared. Has a constructor without parameters; used by one thread. */
public interface Contender {

    /** Connects to what it needs. */
    void open(NodeSettings settings) throws Exception;

    /** Starts jobs, and returns when each of them will meet its next fire. */
    void schedule(List<JobSpec> jobs, RunLog runs) throws Exception;

    /** A job that runs when it is called. */
    default Call oneOff(JobSpec job, RunLog runs) throws Exception {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no one-off jobs");
    }

    /** How many items the assignments give to this process, -1 if it cannot tell. */
    default int itemsAssigned() throws InterruptedException {
        return -1;
    }

    /** How many statements were sent to a database, -1 if nobody counts. */
    default long statements() {
        return -1;
    }

    /** Leaves in an orderly way, and ends its threads. */
    void close() throws Exception;

    /** Asks for one run of a job. */
    interface Call {
        void call() throws Exception;
    }
}
