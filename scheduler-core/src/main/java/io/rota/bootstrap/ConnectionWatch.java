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

import io.rota.api.JobInstance;
import io.rota.bootstrap.RegistryConnection.Status;
import io.rota.env.TimeSource;
import io.rota.internal.engine.SchedulerEngine;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import java.time.Duration;
import java.time.Instant;

/** Keeps what is known of the connection where any thread can read it. Hears of it on the loop. */
final class ConnectionWatch implements RegistryListener {

    /** The last that was heard; nanos for measuring, the instant for people. */
    private record Heard(Status status, Instant since, long sinceNanos, String instanceId) {}

    private final TimeSource time;
    private final SchedulerEngine engine;
    private final long patienceNanos;
    private volatile Heard last;

    /**
     * @param engine hears of each session earlier
     * @param patience how long a first answer may take
     */
    ConnectionWatch(TimeSource time, SchedulerEngine engine, Duration patience) {
        this.time = time;
        this.engine = engine;
        this.patienceNanos = patience.toNanos();
        last = heard(Status.UNUSED, "");
    }

    /** From now on the registry is expected to answer. */
    void begun() {
        last = heard(Status.CONNECTING, "");
    }

    /** From any thread. */
    RegistryConnection now() {
        Heard heard = last;
        boolean late = time.monotonicNanos() - heard.sinceNanos > patienceNanos;
        boolean leased = engine.lease().nanosLeft() > 0;
        Status status =
                switch (heard.status) {
                    case CONNECTING -> late ? Status.DISCONNECTED : Status.CONNECTING;
                    // A session is new for a moment before it has a lease. Later, heartbeats have failed unnoticed.
                    case CONNECTED -> leased || !late ? Status.CONNECTED : Status.DISCONNECTED;
                    case SILENT -> leased ? Status.SILENT : Status.DISCONNECTED;
                    case UNUSED, DISCONNECTED -> heard.status;
                };
        return new RegistryConnection(status, heard.since, heard.instanceId);
    }

    @Override
    public void sessionOpened(RegistrySession opened) {
        last = heard(Status.CONNECTED, engine.self().map(JobInstance::id).orElse(""));
    }

    @Override
    public void sessionSuspended(RegistrySession suspended) {
        last = heard(Status.SILENT, last.instanceId);
    }

    @Override
    public void sessionResumed(RegistrySession resumed) {
        last = heard(Status.CONNECTED, last.instanceId);
    }

    @Override
    public void sessionLost(RegistrySession lost) {
        Heard before = last;
        // The silence that led to it counts.
        last = before.status == Status.SILENT
                ? new Heard(Status.DISCONNECTED, before.since, before.sinceNanos, "")
                : heard(Status.DISCONNECTED, "");
    }

    private Heard heard(Status status, String instanceId) {
        return new Heard(status, Instant.ofEpochMilli(time.wallMillis()), time.monotonicNanos(), instanceId);
    }
}
