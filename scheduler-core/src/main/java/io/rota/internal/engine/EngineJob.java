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

import io.rota.api.JobConfiguration;
import io.rota.internal.execution.FireRunner;

/**
 * A job as this process was given it.
 *
 * @param local its definition here; the registry's may differ
 * @param owner class or type that must own the job's name
 * @param runner runs its items
 * @param commandsFromRegistry whether the registry may say which programs are run and which addresses are asked
 * @param defaultThreads type of the thread policy that counts here if the definition names none
 * @param tally counts what is decided about its fires
 */
public record EngineJob(
        JobConfiguration local,
        String owner,
        FireRunner runner,
        boolean commandsFromRegistry,
        String defaultThreads,
        FireTally tally) {

    /** A job of which nothing has been counted yet. */
    public EngineJob(
            JobConfiguration local,
            String owner,
            FireRunner runner,
            boolean commandsFromRegistry,
            String defaultThreads) {
        this(local, owner, runner, commandsFromRegistry, defaultThreads, new FireTally());
    }

    /** A job whose programs and addresses come from this process's configuration only, on pooled threads. */
    public EngineJob(JobConfiguration local, String owner, FireRunner runner) {
        this(local, owner, runner, false, "CPU");
    }

    public String name() {
        return local.getJobName();
    }

    /** Whether it has no schedule and runs only when asked. */
    public boolean isOneOff() {
        return local.getCron() == null;
    }
}
