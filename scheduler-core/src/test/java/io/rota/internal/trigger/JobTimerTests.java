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
package io.rota.internal.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.env.ManualEnv;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JobTimerTests {

    private final ManualEnv world = new ManualEnv();
    private final List<String> rung = new ArrayList<>();
    private long offsetMillis;
    private final JobTimer timer = new JobTimer(world, this::registryMillis);

    private long registryMillis() {
        return world.wallMillis() + offsetMillis;
    }

    private JobTimer.Alarm alarm(String name) {
        return timer.alarm(() -> rung.add(name));
    }

    private long in(long millis) {
        return registryMillis() + millis;
    }

    @Test
    void aThousandAlarms_needOneTimer() {
        for (int i = 0; i < 1_000; i++) {
            alarm("a" + i).at(in(1_000 - i));
        }
        assertThat(world.timers()).isEqualTo(1);
    }

    @Test
    void theEarliestRingsFirst_andEqualOnesInTheOrderTheyWereMade() {
        JobTimer.Alarm first = alarm("first");
        JobTimer.Alarm second = alarm("second");
        alarm("late").at(in(900));
        alarm("early").at(in(100));
        second.at(in(500));
        first.at(in(500));
        world.advance(Duration.ofMillis(99));
        assertThat(rung).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(rung).containsExactly("early");
        world.advance(Duration.ofSeconds(1));
        assertThat(rung).containsExactly("early", "first", "second", "late");
        assertThat(world.timers()).isZero();
    }

    @Test
    void anEarlierWish_isKeptAlthoughALaterOneIsArmed() {
        alarm("late").at(in(800));
        alarm("early").at(in(200));
        world.advance(Duration.ofMillis(200));
        assertThat(rung).containsExactly("early");
        assertThat(world.timers()).isEqualTo(1);
    }

    @Test
    void aNewWishReplacesTheOld_eitherWay() {
        JobTimer.Alarm alarm = alarm("a");
        alarm.at(in(200));
        alarm.at(in(400));
        world.advance(Duration.ofMillis(300));
        assertThat(rung).isEmpty();
        world.advance(Duration.ofMillis(100));
        assertThat(rung).containsExactly("a");
        alarm.at(in(700));
        alarm.at(in(300));
        world.advance(Duration.ofMillis(300));
        assertThat(rung).containsExactly("a", "a");
        world.advance(Duration.ofSeconds(2));
        assertThat(rung).containsExactly("a", "a");
    }

    @Test
    void aClearedAlarm_doesNotRing_andMayBeSetAgain() {
        JobTimer.Alarm alarm = alarm("a");
        alarm.at(in(200));
        alarm.clear();
        alarm.clear();
        world.advance(Duration.ofSeconds(2));
        assertThat(rung).isEmpty();
        alarm.at(in(200));
        world.advance(Duration.ofMillis(200));
        assertThat(rung).containsExactly("a");
    }

    @Test
    void aPastInstant_ringsAtOnce() {
        alarm("a").at(in(-5_000));
        world.advance(Duration.ZERO);
        assertThat(rung).containsExactly("a");
    }

    @Test
    void aStepForwardOfTheClock_isNoticedWithinASecond() {
        alarm("a").at(in(3_600_000));
        world.advance(Duration.ofMillis(1_500));
        offsetMillis += 3_600_000;
        world.advance(Duration.ofMillis(999));
        assertThat(rung).containsExactly("a");
    }

    @Test
    void aStepBackOfTheClock_ringsNothingEarly() {
        alarm("a").at(in(500));
        offsetMillis -= 10_000;
        world.advance(Duration.ofMillis(10_499));
        assertThat(rung).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(rung).containsExactly("a");
    }

    @Test
    void anAlarmThatThrows_doesNotKeepTheOthers() {
        timer.alarm(() -> {
                    throw new IllegalStateException("planned");
                })
                .at(in(100));
        alarm("b").at(in(100));
        alarm("c").at(in(2_000));
        try {
            world.advance(Duration.ofMillis(100));
        } catch (IllegalStateException planned) {
            assertThat(planned).hasMessage("planned");
        }
        world.advance(Duration.ofMillis(2_000));
        assertThat(rung).containsExactly("b", "c");
    }

    @Test
    void everyWishIsGrantedOnce_atItsInstant() {
        Random random = new Random(6);
        List<Long> wishes = new ArrayList<>();
        List<Long> granted = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long at = in(random.nextInt(20_000));
            wishes.add(at);
            timer.alarm(() -> {
                        assertThat(registryMillis()).isEqualTo(at);
                        granted.add(at);
                    })
                    .at(at);
        }
        world.advance(Duration.ofSeconds(20));
        assertThat(granted).isSorted().containsExactlyInAnyOrderElementsOf(wishes);
    }
}
