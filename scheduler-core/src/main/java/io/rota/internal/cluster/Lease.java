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
package io.rota.internal.cluster;

import io.rota.env.Env;
import io.rota.env.EventLoop;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.RegistrySession;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * How long may this process trust what it holds under its session, and what time is it at the registry?
 *
 * The registry ends a session when it has heard nothing for the session timeout T. It may have begun to count when the
 * last heartbeat it acknowledged was sent, so the lease is measured from that sending, and it is shorter than T: at 2/3 T
 * job code is told to stop, which leaves it 1/3 T before anybody else can take over. A client library's own report of a
 * lost session comes seconds after others have taken over, so it plays no part here.
 *
 * Two clocks measure the lease, and either may end it: the monotonic one, which stands still while a machine is
 * suspended, and the wall clock, which does not.
 *
 * Each acknowledged heartbeat also tells the registry's time. In between, that time goes on by the monotonic clock, so a
 * step of this machine's wall clock moves no fire. A wall clock that is far off is still a fault of the machine: job code
 * will read it. Beyond SKEW_WARN it is reported, beyond SKEW_MAX nothing is claimed.
 */
/** The process's lease on its session, and the registry's time. On the loop, except where stated. */
public final class Lease {

    /** Difference between this machine's clock and the registry's from which on it is reported. */
    static final long SKEW_WARN_MILLIS = 5_000;

    /** Difference beyond which nothing is claimed. */
    static final long SKEW_MAX_MILLIS = 30_000;

    /** A longer round trip tells little of the registry's clock. */
    private static final long TRIP_MILLIS_MAX = 1_000;

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    /** One acknowledged heartbeat; immutable, so that job threads may look at it. */
    private record Proof(RegistrySession session, long sentNanos, long sentWallMillis, long leaseNanos) {}

    private final Env env;
    private final Listener listener;
    private volatile @Nullable Proof proof;
    private @Nullable RegistrySession session;
    private EventLoop.@Nullable Timer nextHeartbeat;
    private EventLoop.@Nullable Timer deadline;
    private boolean expired = true;
    private boolean held;
    private boolean suspended;
    private long suspendedAtNanos;
    private boolean skewReported;
    // Read by any thread.
    private volatile long skewMillis;
    private long registryMillisAtBase;
    private long baseNanos;
    private boolean clockKnown;

    /** Hears when the lease begins and ends; on the loop. */
    public interface Listener {

        /** Claims are possible (again). */
        void leaseHeld();

        /** The difference to the registry's clock was measured anew. */
        void clockCompared();

        /** What runs must not be trusted any more. */
        void leaseExpired();
    }

    public Lease(Env env, Listener listener) {
        this.env = env;
        this.listener = listener;
    }

    /** Starts to hold a lease on a new session. */
    public void open(RegistrySession opened) {
        session = opened;
        suspended = false;
        held = false;
        heartbeat(opened);
    }

    /** The registry does not answer: nothing new may start, running work goes on until the deadline. */
    public void suspend() {
        suspended = true;
        held = false;
        suspendedAtNanos = env.time().monotonicNanos();
    }

    /** The registry answers again; the lease is asked for at once. */
    public void resume() {
        if (session != null) {
            heartbeat(session);
        }
    }

    /** The session is gone, and the lease with it. */
    public void close() {
        session = null;
        if (nextHeartbeat != null) {
            nextHeartbeat.cancel();
        }
        proof = null;
        expire();
    }

    /** Whether something new may be claimed. Once refused, {@link Listener#leaseHeld()} tells when it may be again. */
    public boolean mayClaim() {
        boolean may = !suspended && clockKnown && !isClockOff() && nanosLeft() > 0;
        // A clock may refuse without any expiry or silence, and whoever was refused waits to be told.
        held &= may;
        return may;
    }

    /**
     * Time left until this process must stop trusting its claims.
     *
     * <p>Measured from the sending of the last acknowledged heartbeat. From any thread.
     *
     * @return nanoseconds, 0 if expired, never negative
     */
    public long nanosLeft() {
        Proof last = proof;
        if (last == null) {
            return 0;
        }
        long byMonotonic = last.leaseNanos - (env.time().monotonicNanos() - last.sentNanos);
        long byWall = last.leaseNanos - TimeUnit.MILLISECONDS.toNanos(env.time().wallMillis() - last.sentWallMillis);
        // A wall clock that was set back must not lengthen the lease; one that ran ahead must shorten it.
        return Math.max(0, Math.min(byMonotonic, byWall));
    }

    /** Time left on the lease of one session only: 0 once another has taken its place. From any thread. */
    public long nanosLeft(RegistrySession of) {
        Proof last = proof;
        return last != null && last.session == of ? nanosLeft() : 0;
    }

    /** The registry's time in epoch milliseconds, this machine's if it is not known yet. */
    public long registryMillis() {
        return clockKnown
                ? registryMillisAtBase
                        + TimeUnit.NANOSECONDS.toMillis(env.time().monotonicNanos() - baseNanos)
                : env.time().wallMillis();
    }

    /** Whether this machine's clock is so far off that nothing is claimed. */
    public boolean isClockOff() {
        return Math.abs(skewMillis) > SKEW_MAX_MILLIS;
    }

    /** How far this machine's wall clock is ahead of the registry's, in milliseconds. From any thread. */
    public long skewMillis() {
        return skewMillis;
    }

    private void heartbeat(RegistrySession of) {
        if (nextHeartbeat != null) {
            nextHeartbeat.cancel();
        }
        long sentNanos = env.time().monotonicNanos();
        long sentWallMillis = env.time().wallMillis();
        // Scheduled before the answer: a lost answer must not end the heartbeats.
        nextHeartbeat = env.loop().schedule(intervalNanos(of), () -> {
            if (session == of) {
                heartbeat(of);
            }
        });
        of.heartbeat(result -> {
            if (session == of && result.alive()) {
                acknowledged(of, result, sentNanos, sentWallMillis);
            }
        });
    }

    private void acknowledged(RegistrySession of, HeartbeatResult result, long sentNanos, long sentWallMillis) {
        Proof last = proof;
        if (last == null || last.session != of || sentNanos - last.sentNanos > 0) {
            proof = new Proof(of, sentNanos, sentWallMillis, of.timeout().toNanos() * 2 / 3);
        }
        setClock(result.registryMillis(), sentNanos);
        skew(env.time().wallMillis() - registryMillis());
        long left = nanosLeft();
        if (left > 0) {
            expired = false;
        }
        if (deadline != null) {
            deadline.cancel();
        }
        deadline = env.loop().schedule(Math.min(left, LOOK_NANOS), this::deadline);
        // Only what was sent after the silence began proves that it is over.
        if (suspended && sentNanos - suspendedAtNanos >= 0) {
            suspended = false;
        }
        listener.clockCompared();
        if (!held && mayClaim()) {
            held = true;
            listener.leaseHeld();
        }
    }

    /**
     * The registry looked at its clock at some moment of the round trip. The middle is a good guess if that was short;
     * after a long one it may be wrong by more than a fire may be early, so what is known is kept if it is possible.
     */
    private void setClock(long answered, long sentNanos) {
        long now = env.time().monotonicNanos();
        long tripMillis = TimeUnit.NANOSECONDS.toMillis(now - sentNanos);
        long guess = answered + tripMillis / 2;
        if (tripMillis > TRIP_MILLIS_MAX) {
            long known = registryMillis();
            boolean possible = clockKnown && known >= answered && known <= answered + tripMillis;
            guess = possible ? known : answered;
        }
        registryMillisAtBase = guess;
        baseNanos = now;
        clockKnown = true;
    }

    private void deadline() {
        long left = nanosLeft();
        if (left > 0) {
            // Not only at the end: the wall clock may run ahead of the monotonic one that timers follow.
            deadline = env.loop().schedule(Math.min(left, LOOK_NANOS), this::deadline);
        } else {
            expire();
        }
    }

    private void expire() {
        held = false;
        if (!expired) {
            expired = true;
            listener.leaseExpired();
        }
    }

    private void skew(long measured) {
        skewMillis = measured;
        boolean report = Math.abs(measured) > SKEW_WARN_MILLIS;
        if (report && !skewReported) {
            log.warn(
                    "This machine's clock differs from the registry's by {} ms. Fires follow the registry's clock; beyond"
                            + " {} ms this process claims nothing. Correct the machine's time synchronisation.",
                    measured,
                    SKEW_MAX_MILLIS);
        } else if (!report && skewReported) {
            log.info("This machine's clock agrees with the registry's again, to {} ms.", measured);
        }
        skewReported = report;
    }

    private static long intervalNanos(RegistrySession of) {
        return of.timeout().toNanos() / 6;
    }
}
