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

import io.rota.api.ExecutionSource;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.TypedExtension;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the runs of items on the threads that run them, for meters, traces and the like. All observers that there are
 * hear of all jobs; what they throw is logged, and the run goes on.
 */
public interface RunObserver extends TypedExtension {

    /**
     * A run whose code is about to be called.
     *
     * @param context what the code will be given
     * @param source what led to the run
     * @param delay how late it begins after its scheduled instant, by the registry's clock; never negative
     */
    record Begun(ShardingContext context, ExecutionSource source, Duration delay) {}

    /** One run that is observed; called on the thread that it began on. */
    interface Observed {

        /**
         * The job's code has ended; if it failed, the job's error handler is told next.
         *
         * @param outcome never {@link FireResult.Outcome#ABANDONED}
         * @param failure what the code threw, or what tells that it took too long; null if it returned
         */
        void ended(FireResult.Outcome outcome, @Nullable Throwable failure);

        /** The thread does nothing more for the run. */
        void close();
    }

    /**
     * The observer of one job: asked when a bootstrap is made, on the thread that makes it. An observer that keeps nothing
     * per job serves all of them itself.
     */
    default RunObserver forJob(JobConfiguration definition) {
        return this;
    }

    /** The job's code is about to be called on this thread. */
    Observed begin(Begun run);

    /** The bootstrap that it was asked for is closed. An observer that serves all jobs itself is not told. */
    default void closed() {}
}
