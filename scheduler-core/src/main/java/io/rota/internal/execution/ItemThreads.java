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
package io.rota.internal.execution;

import io.rota.env.VirtualThreads;
import io.rota.spi.JobThreadPolicy;

/**
 * The threads that the items of one job get in this process.
 *
 * @param max how many at the same time, at least 1
 * @param virtual whether they are virtual ones
 */
public record ItemThreads(int max, boolean virtual) {

    public ItemThreads {
        if (max < 1) {
            throw new IllegalArgumentException("gives a job " + max + " threads, but it needs at least one.");
        }
    }

    /**
     * What a policy says on this machine.
     *
     * @throws IllegalArgumentException if it needs virtual threads and this JVM has none; the text follows the policy's name
     */
    public static ItemThreads of(JobThreadPolicy policy) {
        if (policy.isVirtual() && !VirtualThreads.areSupported()) {
            throw new IllegalArgumentException(
                    "needs virtual threads, which Java has from version " + VirtualThreads.JAVA_VERSION_MIN
                            + " on, and this is Java " + Runtime.version() + " (" + System.getProperty("java.home")
                            + "). Write CPU or SINGLE_THREAD, or run on a newer Java.");
        }
        return new ItemThreads(policy.threads(Runtime.getRuntime().availableProcessors()), policy.isVirtual());
    }
}
