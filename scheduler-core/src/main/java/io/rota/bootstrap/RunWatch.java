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
package io.rota.bootstrap;

import io.rota.api.ShardingContext;
import org.jspecify.annotations.Nullable;

/** Is told of each call of a job's code, on the thread of the run. */
public interface RunWatch {

    /** The code is about to be called. */
    void began(ShardingContext context);

    /**
     * The code has returned or thrown.
     *
     * @param thrown null if it returned
     */
    void ended(ShardingContext context, @Nullable Throwable thrown);
}
