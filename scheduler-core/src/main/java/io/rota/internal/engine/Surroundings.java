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
package io.rota.internal.engine;

import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.Request;
import io.rota.internal.trigger.FireSchedule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the board needs to know of its surroundings, which may change. */
interface Surroundings {

    /**
     * A schedule that the job has or had.
     *
     * @param schedule {@link JobDefinition#schedule}
     * @param since from when on it counted, registry milliseconds
     */
    record Epoch(String schedule, long since) {}

    /** The definition in force, null while it is not known. */
    @Nullable
    JobDefinition definition();

    /** The fires of the job. */
    FireSchedule schedule();

    /** The schedules that the job has had as far as is known, oldest first; the last one is in force. */
    List<Epoch> epochs();

    /** The first request for an item after another. */
    Optional<Request> request(int item, long after);

    /** Whether runs may begin: nothing is being shut down, and nothing is in doubt. */
    boolean mayStart();

    /** Whether this instance's server is enabled. */
    boolean isEnabled();

    /** Whether the job is being stopped here. */
    boolean isStopping();

    /** Whether what is claimed of a fire may run now; if not, the board is told to work when it may. */
    boolean isOpen(long fire);

    /** Whether every run needs a record, whatever the definition says. */
    boolean needsRecords();

    /** Something turned out not to be as it was last read. */
    void stale();

    /** Everything that could be started has been. */
    void worked();

    /** A run that began under this session has ended after it; the board now in force should look. */
    void itemFree();
}
