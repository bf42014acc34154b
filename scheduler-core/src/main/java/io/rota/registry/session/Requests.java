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
package io.rota.registry.session;

import io.rota.env.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The requests of one session that have not been answered: each gets exactly one answer, on the scheduler's executor.
 *
 * <p>The answer is the registry's, or that the session is over, or, after the deadline, that nothing is known.
 * Thread-safe.
 */
public final class Requests {

    private final TimeSource time;
    private final long deadlineNanos;
    private final Executor executor;
    private final Set<Request<?>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /**
     * @param deadline how long an answer may take; noticed at the next {@link #sweep()}
     */
    public Requests(TimeSource time, Duration deadline, Executor executor) {
        this.time = time;
        this.deadlineNanos = deadline.toNanos();
        this.executor = executor;
    }

    /**
     * Registers a request; it is already answered if the session is over.
     *
     * @param late the answer if none comes in time
     * @param lost the answer if the session ends first
     */
    public <T> Request<T> begin(Consumer<T> answer, T late, T lost) {
        Request<T> request = new Request<>(answer, late, lost);
        waiting.add(request);
        // Asked after it was added: either over() finds the request, or this finds that the session is over.
        if (over) {
            request.answer(lost);
        }
        return request;
    }

    /** Answers what is overdue. */
    public void sweep() {
        long now = time.monotonicNanos();
        waiting.forEach(request -> request.answerIfLate(now));
    }

    /** Answers everything, now and from now on: the session is over. */
    public void over() {
        over = true;
        waiting.forEach(Request::answerLost);
    }

    /** One request on its way. */
    public final class Request<T> {

        private final Consumer<T> consumer;
        private final T late;
        private final T lost;
        private final long begunNanos = time.monotonicNanos();
        private final AtomicBoolean answered = new AtomicBoolean();

        private Request(Consumer<T> consumer, T late, T lost) {
            this.consumer = consumer;
            this.late = late;
            this.lost = lost;
        }

        /** Gives the answer; later ones are ignored. */
        public void answer(T result) {
            if (answered.compareAndSet(false, true)) {
                waiting.remove(this);
                executor.execute(() -> consumer.accept(result));
            }
        }

        public boolean isAnswered() {
            return answered.get();
        }

        private void answerIfLate(long nowNanos) {
            if (nowNanos - begunNanos > deadlineNanos) {
                answer(late);
            }
        }

        private void answerLost() {
            answer(lost);
        }
    }
}
