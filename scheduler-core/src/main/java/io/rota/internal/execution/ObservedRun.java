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

import io.rota.api.FireResult.Outcome;
import io.rota.spi.RunObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the tracer and the observers of one run. Whatever they do, the run goes on. On the run's thread.
 *
 * <p>Those that were told of the beginning are told of the end in the opposite order, because what one opens may lie within
 * what another opened before.
 */
final class ObservedRun {

    private static final Logger log = LoggerFactory.getLogger(ObservedRun.class);

    private final RunTrace trace;
    private final List<RunObserver> observers;
    private final Supplier<RunObserver.Begun> begun;
    private final Deque<Told> told = new ArrayDeque<>();

    private record Told(RunObserver observer, RunObserver.Observed observed) {}

    /**
     * @param begun asked once, if there are observers
     */
    ObservedRun(RunTrace trace, List<RunObserver> observers, Supplier<RunObserver.Begun> begun) {
        this.trace = trace;
        this.observers = observers;
        this.begun = begun;
    }

    void begin() {
        trace.started();
        if (!observers.isEmpty()) {
            RunObserver.Begun run = begun.get();
            observers.forEach(observer -> guarded(observer, () -> told.push(new Told(observer, observer.begin(run)))));
        }
    }

    /**
     * @param failure null if the code returned
     */
    void ended(Outcome outcome, @Nullable Throwable failure) {
        trace.ended(failure);
        each(observed -> observed.ended(outcome, failure));
    }

    void close() {
        each(RunObserver.Observed::close);
    }

    private void each(Consumer<RunObserver.Observed> call) {
        told.forEach(each -> guarded(each.observer, () -> call.accept(each.observed)));
    }

    private static void guarded(RunObserver observer, Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            log.error(
                    "The observer {} failed; the run goes on without it",
                    observer.getClass().getName(),
                    e);
        }
    }
}
