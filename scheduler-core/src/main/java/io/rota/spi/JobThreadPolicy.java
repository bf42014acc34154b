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
package io.rota.spi;

import io.rota.api.TypedExtension;

/** Decides how many items of one job may run at the same time in one process, and on what kind of threads. */
public interface JobThreadPolicy extends TypedExtension {

    /**
     * The largest number of items at the same time.
     *
     * @param processors processors of this machine
     * @return at least 1
     */
    int threads(int processors);

    /** Whether each item gets a virtual thread instead of a pooled one; a job with such a policy needs Java 21 or later. */
    default boolean isVirtual() {
        return false;
    }
}
