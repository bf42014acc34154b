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

import io.rota.registry.Backoff;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A registry whose requests meet trouble when a test wants that. */
final class TroubledCenter implements RegistryCenter {

    /** What happens to the next transaction. */
    interface CommitTrouble {

        void commit(Transaction transaction, RegistrySession session, Consumer<CommitResult> answer);
    }

    /** It is done, but nobody says so. */
    static final CommitTrouble ANSWER_LOST = (transaction, session, answer) ->
            session.commit(transaction, result -> answer.accept(CommitResult.unknown("connection lost")));

    /** It never arrives, and nobody says so. */
    static final CommitTrouble REQUEST_LOST =
            (transaction, session, answer) -> session.read("/", read -> answer.accept(CommitResult.unknown("lost")));

    private final RegistryCenter center;
    final Queue<CommitTrouble> commits = new ConcurrentLinkedQueue<>();
    final AtomicInteger unansweredReads = new AtomicInteger();
    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger inFlightMax = new AtomicInteger();
    volatile boolean silent;

    TroubledCenter(RegistryCenter center) {
        this.center = center;
    }

    /** Somebody else is faster. */
    static CommitTrouble after(Runnable other) {
        return (transaction, session, answer) -> {
            other.run();
            session.commit(transaction, answer);
        };
    }

    @Override
    public void init() {}

    @Override
    public void connect(RegistryListener listener, Executor executor) {
        center.connect(
                new RegistryListener() {
                    @Override
                    public void sessionOpened(RegistrySession session) {
                        listener.sessionOpened(new TroubledSession(session));
                    }

                    @Override
                    public void sessionSuspended(RegistrySession session) {}

                    @Override
                    public void sessionResumed(RegistrySession session) {}

                    @Override
                    public void sessionLost(RegistrySession session) {}
                },
                executor);
    }

    @Override
    public <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator) {
        return center.companion(type, creator);
    }

    @Override
    public Backoff backoff() {
        return center.backoff();
    }

    @Override
    public String describe() {
        return "the troubled registry";
    }

    @Override
    public void close() {
        center.close();
    }

    private final class TroubledSession implements RegistrySession {

        private final RegistrySession session;

        TroubledSession(RegistrySession session) {
            this.session = session;
        }

        private <T> Consumer<T> counted(Consumer<T> answer) {
            inFlightMax.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            return result -> {
                inFlight.decrementAndGet();
                if (!silent) {
                    answer.accept(result);
                }
            };
        }

        private boolean isUnanswered() {
            return unansweredReads.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }

        @Override
        public String id() {
            return session.id();
        }

        @Override
        public Duration timeout() {
            return session.timeout();
        }

        @Override
        public void heartbeat(Consumer<HeartbeatResult> answer) {
            session.heartbeat(answer);
        }

        @Override
        public void read(String path, Consumer<ReadResult> answer) {
            boolean unanswered = isUnanswered();
            Consumer<ReadResult> counted = counted(answer);
            session.read(path, read -> counted.accept(unanswered ? ReadResult.unavailable("no answer") : read));
        }

        @Override
        public void children(String path, Consumer<ChildrenResult> answer) {
            boolean unanswered = isUnanswered();
            Consumer<ChildrenResult> counted = counted(answer);
            session.children(path, read -> counted.accept(unanswered ? ChildrenResult.unavailable("no answer") : read));
        }

        @Override
        public void commit(Transaction transaction, Consumer<CommitResult> answer) {
            CommitTrouble trouble = commits.poll();
            Consumer<CommitResult> counted = counted(answer);
            if (trouble == null) {
                session.commit(transaction, counted);
            } else {
                trouble.commit(transaction, session, counted);
            }
        }

        @Override
        public Registration watch(String path, WatchListener listener) {
            return session.watch(path, listener);
        }
    }
}
