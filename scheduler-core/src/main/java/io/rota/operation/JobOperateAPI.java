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
package io.rota.operation;

import org.jspecify.annotations.Nullable;

/**
 * Steers jobs: the registry is changed, and the instances act on it when they notice, usually within a second.
 *
 * <p>Where a job and a server are named, one of them may be null: all servers of the job, or the server in all jobs that
 * know it. All methods throw an {@link OperationException}, and an {@link IllegalArgumentException} for both null or for
 * a name that cannot be one. Except for {@link #trigger}, a call may simply be repeated.
 */
public interface JobOperateAPI {

    /**
     * Asks every live instance of a job to run its items once. An instance that has not yet acted on an earlier call is
     * not asked twice.
     *
     * @return how many instances were asked; 0 if none is live
     */
    int trigger(String jobName);

    /**
     * Takes servers out: their instances get no items, and finish what they run.
     *
     * <p>With both named, a server that never took part is disabled in advance.
     *
     * @return how many servers are disabled now by this call or an earlier one, counted once per job
     */
    int disable(@Nullable String jobName, @Nullable String serverIp);

    /**
     * The opposite of {@link #disable}.
     *
     * @return how many servers are enabled now by this call or an earlier one, counted once per job
     */
    int enable(@Nullable String jobName, @Nullable String serverIp);

    /**
     * Stops a job on instances, until their application starts it anew.
     *
     * @return how many instances were told to stop, counted once per job
     */
    int shutdown(@Nullable String jobName, @Nullable String serverIp);

    /**
     * Does what {@link #shutdown} does, and forgets the servers.
     *
     * @return how many servers were forgotten, counted once per job
     */
    int remove(@Nullable String jobName, @Nullable String serverIp);

    /**
     * Asks an instance what the tree of a job looks like, by way of its dump port.
     *
     * @param instanceIp address or host name of the instance; do not pass on what strangers enter
     * @param dumpPort the port that the instance was told to open
     * @return lines of the form {@code path | value}; a value may have several lines
     */
    String dump(String jobName, String instanceIp, int dumpPort);
}
