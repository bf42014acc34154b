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

import io.rota.bootstrap.SchedulerFigures.Answers;
import io.rota.bootstrap.SchedulerFigures.RequestKind;
import io.rota.env.TimeSource;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** How long requests to the registry take, through all sessions. Thread-safe. */
final class RegistryTimes {

    private final TimeSource time;
    // Complete from the beginning, so that it is only read.
    private final Map<RequestKind, Sum> sums = new EnumMap<>(RequestKind.class);

    private static final class Sum {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();
    }

    RegistryTimes(TimeSource time) {
        this.time = time;
        for (RequestKind kind : RequestKind.values()) {
            sums.put(kind, new Sum());
        }
    }

    Map<RequestKind, Answers> figures() {
        Map<RequestKind, Answers> figures = new EnumMap<>(RequestKind.class);
        sums.forEach((kind, sum) -> figures.put(kind, new Answers(sum.count.sum(), Duration.ofNanos(sum.nanos.sum()))));
        return figures;
    }

    /** The same session, whose requests are timed. */
    RegistrySession timed(RegistrySession session) {
        return new TimedSession(session);
    }

    private <T> Consumer<T> timed(RequestKind kind, Consumer<T> answer) {
        long sentNanos = time.monotonicNanos();
        return result -> {
            Sum sum = sums.get(kind);
            if (sum != null) {
                sum.count.increment();
                sum.nanos.add(time.monotonicNanos() - sentNanos);
            }
            answer.accept(result);
        };
    }

    private final class TimedSession implements RegistrySession {

        private final RegistrySession session;

        TimedSession(RegistrySession session) {
            this.session = session;
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
            session.heartbeat(timed(RequestKind.HEARTBEAT, answer));
        }

        @Override
        public void read(String path, Consumer<ReadResult> answer) {
            session.read(path, timed(RequestKind.READ, answer));
        }

        @Override
        public void read(List<String> paths, Consumer<List<ReadResult>> answer) {
            session.read(paths, timed(RequestKind.READ, answer));
        }

        @Override
        public void children(String path, Consumer<ChildrenResult> answer) {
            session.children(path, timed(RequestKind.CHILDREN, answer));
        }

        @Override
        public void commit(Transaction transaction, Consumer<CommitResult> answer) {
            session.commit(transaction, timed(RequestKind.COMMIT, answer));
        }

        @Override
        public Registration watch(String path, WatchListener listener) {
            return session.watch(path, listener);
        }

        @Override
        public String toString() {
            return session.toString();
        }
    }
}
