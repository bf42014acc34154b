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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.CapturedLog;
import io.rota.env.ManualEnv;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LeaseTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(6);

    private final ManualEnv world = new ManualEnv();
    private final List<String> heard = new ArrayList<>();
    private final Lease lease = new Lease(world.env(), new Lease.Listener() {
        @Override
        public void leaseHeld() {
            heard.add("held");
        }

        @Override
        public void clockCompared() {}

        @Override
        public void leaseExpired() {
            heard.add("expired");
        }
    });
    private final Session session = new Session();

    /** A session whose heartbeats are answered by hand. */
    private static final class Session implements RegistrySession {
        final List<Consumer<HeartbeatResult>> unanswered = new ArrayList<>();

        @Override
        public String id() {
            return "session";
        }

        @Override
        public Duration timeout() {
            return TIMEOUT;
        }

        @Override
        public void heartbeat(Consumer<HeartbeatResult> answer) {
            unanswered.add(answer);
        }

        @Override
        public void read(String path, Consumer<ReadResult> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void children(String path, Consumer<ChildrenResult> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void commit(Transaction transaction, Consumer<CommitResult> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Registration watch(String path, WatchListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private void answerAll() {
        answerAll(world.wallMillis());
    }

    private void answerAll(long registryMillis) {
        List<Consumer<HeartbeatResult>> answers = List.copyOf(session.unanswered);
        session.unanswered.clear();
        answers.forEach(answer -> answer.accept(new HeartbeatResult(true, registryMillis)));
    }

    /** Time goes on, and the registry answers at once. */
    private void live(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 100) {
            world.advance(Duration.ofMillis(100));
            answerAll();
        }
    }

    private long millisLeft() {
        return lease.nanosLeft() / 1_000_000;
    }

    @Test
    void nothingIsHeldBeforeTheFirstAnswer() {
        assertThat(lease.nanosLeft()).isZero();
        lease.open(session);
        assertThat(lease.nanosLeft()).isZero();
        assertThat(lease.mayClaim()).isFalse();
        assertThat(heard).isEmpty();
        answerAll();
        assertThat(lease.mayClaim()).isTrue();
        assertThat(millisLeft()).isEqualTo(4_000);
        assertThat(lease.nanosLeft(session)).isEqualTo(lease.nanosLeft());
        assertThat(lease.nanosLeft(new Session())).isZero();
        assertThat(heard).containsExactly("held");
    }

    @Test
    void itIsMeasuredFromTheSending_notFromTheAnswer() {
        lease.open(session);
        world.advance(Duration.ofMillis(900));
        Consumer<HeartbeatResult> first = session.unanswered.get(0);
        first.accept(new HeartbeatResult(true, world.wallMillis()));
        assertThat(millisLeft()).isEqualTo(3_100);
    }

    @Test
    void itIsMeasuredFromTheSending_alsoIfTheWallClockWasSetBackMeanwhile() {
        lease.open(session);
        world.advance(Duration.ofMillis(900));
        world.stepWall(Duration.ofMillis(-2_000));
        session.unanswered.get(0).accept(new HeartbeatResult(true, world.wallMillis()));
        assertThat(millisLeft()).isEqualTo(3_100);
    }

    @Test
    void aHeartbeatGoesOutEverySixthOfTheTimeout_soTheLeaseNeverRunsLow() {
        lease.open(session);
        answerAll();
        for (int i = 0; i < 600; i++) {
            live(Duration.ofMillis(100));
            assertThat(millisLeft()).isGreaterThanOrEqualTo(3_000);
        }
        assertThat(heard).containsExactly("held");
    }

    @Test
    void withoutAnswers_itExpiresOnce_atTwoThirdsOfTheTimeout() {
        lease.open(session);
        answerAll();
        world.advance(Duration.ofMillis(3_999));
        assertThat(heard).containsExactly("held");
        assertThat(lease.mayClaim()).isTrue();
        world.advance(Duration.ofMillis(1));
        assertThat(heard).containsExactly("held", "expired");
        assertThat(lease.mayClaim()).isFalse();
        assertThat(lease.nanosLeft()).isZero();
        world.advance(Duration.ofSeconds(60));
        lease.close();
        world.advance(Duration.ofSeconds(60));
        assertThat(heard).containsExactly("held", "expired");
    }

    @Test
    void aLostAnswer_doesNotEndTheHeartbeats() {
        lease.open(session);
        answerAll();
        world.advance(Duration.ofMillis(1_500));
        assertThat(session.unanswered).hasSize(1);
        session.unanswered.clear();
        world.advance(Duration.ofMillis(1_000));
        assertThat(session.unanswered).hasSize(1);
        answerAll();
        assertThat(millisLeft()).isGreaterThan(3_000);
    }

    @Test
    void noAnswerFromTheRegistry_isNoProof() {
        lease.open(session);
        session.unanswered.remove(0).accept(new HeartbeatResult(false, 0));
        assertThat(lease.mayClaim()).isFalse();
        assertThat(heard).isEmpty();
    }

    @Test
    void anOldAnswerAfterANewer_doesNotShortenTheLease() {
        lease.open(session);
        world.advance(Duration.ofMillis(1_000));
        assertThat(session.unanswered).hasSize(2);
        session.unanswered.get(1).accept(new HeartbeatResult(true, world.wallMillis()));
        session.unanswered.get(0).accept(new HeartbeatResult(true, world.wallMillis()));
        assertThat(millisLeft()).isEqualTo(4_000);
    }

    @Test
    void anAnswerThatComesAfterTheLeaseItProves_isNoLease() {
        lease.open(session);
        world.advance(Duration.ofMillis(500));
        Consumer<HeartbeatResult> late = session.unanswered.get(0);
        world.advance(Duration.ofMillis(4_000));
        late.accept(new HeartbeatResult(true, world.wallMillis()));
        world.advance(Duration.ofMillis(10));
        assertThat(lease.mayClaim()).isFalse();
        assertThat(heard).isEmpty();
    }

    @Test
    void afterExpiry_anAnswerRenewsIt() {
        lease.open(session);
        answerAll();
        world.advance(Duration.ofMillis(4_500));
        session.unanswered.subList(0, session.unanswered.size() - 1).clear();
        answerAll();
        assertThat(lease.mayClaim()).isTrue();
        assertThat(heard).containsExactly("held", "expired", "held");
    }

    @Test
    void suspended_stopsClaimsAtOnce_butNotWhatRuns() {
        lease.open(session);
        answerAll();
        world.advance(Duration.ofMillis(100));
        lease.suspend();
        assertThat(lease.mayClaim()).isFalse();
        assertThat(millisLeft()).isEqualTo(3_900);
        assertThat(heard).containsExactly("held");
        world.advance(Duration.ofMillis(3_900));
        assertThat(heard).containsExactly("held", "expired");
    }

    @Test
    void anAnswerToAHeartbeatSentBeforeTheSilence_doesNotEndIt() {
        lease.open(session);
        answerAll();
        world.advance(Duration.ofMillis(1_000));
        Consumer<HeartbeatResult> before = session.unanswered.remove(0);
        world.advance(Duration.ofMillis(10));
        lease.suspend();
        before.accept(new HeartbeatResult(true, world.wallMillis()));
        assertThat(lease.mayClaim()).isFalse();
        world.advance(Duration.ofMillis(10));
        lease.resume();
        assertThat(lease.mayClaim()).isFalse();
        answerAll();
        assertThat(lease.mayClaim()).isTrue();
        assertThat(heard).containsExactly("held", "held");
    }

    @Test
    void close_endsItAtOnce_andAnswersOfTheOldSessionCountNoMore() {
        lease.open(session);
        answerAll();
        world.advance(Duration.ofMillis(1_000));
        lease.close();
        assertThat(lease.nanosLeft()).isZero();
        assertThat(heard).containsExactly("held", "expired");
        answerAll();
        assertThat(lease.mayClaim()).isFalse();
        world.advance(Duration.ofSeconds(20));
        assertThat(session.unanswered).isEmpty();

        Session next = new Session();
        lease.open(next);
        next.unanswered.get(0).accept(new HeartbeatResult(true, world.wallMillis()));
        assertThat(lease.nanosLeft(next)).isPositive();
        assertThat(lease.nanosLeft(session)).isZero();
        assertThat(heard).containsExactly("held", "expired", "held");
    }

    @Test
    void aWallClockThatRanAhead_endsTheLease() {
        lease.open(session);
        answerAll();
        world.stepWall(Duration.ofMillis(4_001));
        assertThat(lease.nanosLeft()).isZero();
        assertThat(lease.mayClaim()).isFalse();
    }

    @Test
    void aWallClockThatWasSetBack_doesNotLengthenIt() {
        lease.open(session);
        answerAll();
        world.stepWall(Duration.ofHours(-1));
        assertThat(millisLeft()).isEqualTo(4_000);
        world.advance(Duration.ofMillis(4_000));
        assertThat(heard).containsExactly("held", "expired");
    }

    /** Whoever asked while nothing could be claimed waits to be told; nobody else tells it. */
    @Test
    void afterAWallClockStep_whoWasRefusedIsToldWhenClaimsArePossibleAgain() {
        lease.open(session);
        answerAll();
        world.stepWall(Duration.ofMillis(4_500));
        assertThat(lease.mayClaim()).isFalse();
        world.advance(Duration.ofMillis(1_000));
        answerAll(world.wallMillis() - 4_500);
        assertThat(lease.mayClaim()).isTrue();
        // The wall clock says that the lease is over, so what runs is told as well.
        assertThat(heard).containsExactly("held", "expired", "held");
    }

    @Test
    void beyondTheLargestSkew_nothingIsClaimed_untilTheClocksAgreeAgain() {
        try (CapturedLog log = CapturedLog.of(Lease.class)) {
            lease.open(session);
            answerAll();
            world.stepWall(Duration.ofMillis(-30_100));
            world.advance(Duration.ofMillis(1_000));
            answerAll(world.wallMillis() + 30_100);
            assertThat(lease.skewMillis()).isEqualTo(-30_100);
            assertThat(lease.mayClaim()).isFalse();
            assertThat(lease.nanosLeft()).isPositive();
            assertThat(log.troubles()).singleElement().asString().contains("-30100 ms");

            world.stepWall(Duration.ofMillis(200));
            world.advance(Duration.ofMillis(1_000));
            answerAll(world.wallMillis() + 29_900);
            assertThat(lease.mayClaim()).isTrue();
            assertThat(heard).containsExactly("held", "held");
            assertThat(log.troubles()).hasSize(1);
        }
    }

    @Test
    void smallSkewIsNormal_andMediumSkewIsReportedOnce() {
        try (CapturedLog log = CapturedLog.of(Lease.class)) {
            lease.open(session);
            answerAll(world.wallMillis() + 4_900);
            assertThat(log.troubles()).isEmpty();
            for (int i = 0; i < 5; i++) {
                world.advance(Duration.ofMillis(1_000));
                answerAll(world.wallMillis() + 5_100);
            }
            assertThat(log.troubles()).hasSize(1);
            assertThat(lease.mayClaim()).isTrue();
        }
    }

    @Test
    void theRegistrysTime_goesOnByTheMonotonicClock() {
        assertThat(lease.registryMillis()).isEqualTo(world.wallMillis());
        lease.open(session);
        answerAll(world.wallMillis() - 2_000);
        long registry = lease.registryMillis();
        assertThat(registry).isEqualTo(world.wallMillis() - 2_000);
        world.stepWall(Duration.ofDays(3));
        world.advance(Duration.ofMillis(700));
        assertThat(lease.registryMillis()).isEqualTo(registry + 700);
        lease.close();
        world.advance(Duration.ofMillis(300));
        assertThat(lease.registryMillis()).isEqualTo(registry + 1_000);
    }

    @Test
    void theRegistrysTime_isNotGuessedFromALongRoundTrip_soThatNoFireIsEarly() {
        lease.open(session);
        // The answer may have been made just now.
        answerAfterFourSeconds(4_000);
        assertThat(lease.registryMillis()).isEqualTo(world.wallMillis());
        // What is known is possible, and the middle would be no better.
        answerAfterFourSeconds(500);
        assertThat(lease.registryMillis()).isEqualTo(world.wallMillis());
        answerAfterFourSeconds(3_600_000);
        assertThat(lease.registryMillis()).isEqualTo(world.wallMillis() - 4_000 + 3_600_000);
    }

    /**
     * @param registryMillis the registry's time, from the sending of the heartbeat on
     */
    private void answerAfterFourSeconds(long registryMillis) {
        if (session.unanswered.isEmpty()) {
            world.advance(Duration.ofSeconds(1));
        }
        Consumer<HeartbeatResult> first = session.unanswered.get(0);
        long sent = world.wallMillis();
        world.advance(Duration.ofSeconds(4));
        session.unanswered.clear();
        first.accept(new HeartbeatResult(true, sent + registryMillis));
    }

    @Test
    void theRegistrysTime_isTakenFromTheMiddleOfTheRoundTrip() {
        lease.open(session);
        world.advance(Duration.ofMillis(800));
        long registry = world.wallMillis() - 400;
        session.unanswered.get(0).accept(new HeartbeatResult(true, registry));
        assertThat(lease.registryMillis()).isEqualTo(registry + 400);
        assertThat(lease.skewMillis()).isZero();
    }
}
