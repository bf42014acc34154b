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
package io.rota.registry.jdbc;

import io.rota.registry.session.Requests;
import io.rota.registry.session.Subscriber;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How one session fares, and who is told. On the center's loop only. */
final class SessionLife {

    private final String id;
    private final long silenceNanosMax;
    private long provedNanos;
    private boolean suspended;
    private @Nullable Announced announced;

    /** What exists once a scheduler knows of the session. */
    private record Announced(Subscriber subscriber, JdbcSession session, Requests requests, Watches watches) {

        void tell(Consumer<JdbcSession> news) {
            subscriber.executor().execute(() -> news.accept(session));
        }
    }

    SessionLife(String id, Duration timeout, long provedNanos) {
        this.id = id;
        this.silenceNanosMax = timeout.toNanos() / 2;
        this.provedNanos = provedNanos;
    }

    String id() {
        return id;
    }

    boolean isAnnounced() {
        return announced != null;
    }

    boolean isSuspended() {
        return suspended;
    }

    void announce(Subscriber subscriber, JdbcSession session, Requests requests, Watches watches) {
        Announced news = new Announced(subscriber, session, requests, watches);
        announced = news;
        news.tell(subscriber.listener()::sessionOpened);
        if (suspended) {
            news.tell(subscriber.listener()::sessionSuspended);
        }
    }

    /** The database acknowledged the session, asked at that time. */
    void proved(long sentNanos) {
        provedNanos = sentNanos;
        if (suspended) {
            suspended = false;
            if (announced != null) {
                announced.tell(announced.subscriber().listener()::sessionResumed);
                announced.watches().resync();
            }
        }
    }

    /** The database does not answer. */
    void suspend() {
        if (!suspended) {
            suspended = true;
            if (announced != null) {
                announced.tell(announced.subscriber().listener()::sessionSuspended);
            }
        }
    }

    /** To be called often. */
    void look(long nowNanos) {
        if (nowNanos - provedNanos > silenceNanosMax) {
            suspend();
        }
        if (announced != null) {
            announced.requests().sweep();
        }
    }

    /** The session is over. To be called once. */
    void end() {
        if (announced != null) {
            announced.requests().over();
            announced.watches().over();
            announced.tell(announced.subscriber().listener()::sessionLost);
        }
    }
}
