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
package io.rota.api;

import java.time.Duration;

/** What a running job may know about its process's lease on the registry; safe to ask from any thread. */
public interface LeaseView {

    /**
     * Time left until this process must stop trusting its claims.
     *
     * @return zero if expired, never negative
     */
    Duration remaining();

    /**
     * Has something done once when the lease ends; at once if it is over.
     *
     * <p>This default serves views whose lease does not end by itself, as in a unit test.
     */
    default Registration onLost(Runnable action) {
        if (remaining().isZero()) {
            action.run();
        }
        return () -> {};
    }

    /** Something that is wished until it is closed. */
    interface Registration extends AutoCloseable {

        @Override
        void close();
    }
}
