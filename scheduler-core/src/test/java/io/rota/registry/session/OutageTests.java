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

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.rota.env.TimeSource;
import io.rota.registry.LogRecorder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTests implements TimeSource {

    private final LogRecorder log = new LogRecorder(Outage.class);
    private final Outage outage = new Outage(
            LoggerFactory.getLogger(Outage.class), this, () -> "ZooKeeper zk:2181", Duration.ofSeconds(15), "Check.");
    private long nanos;

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void shortOutage_isNotTold() {
        outage.begins();
        pass(14);
        outage.ends();
        pass(100);
        assertThat(log.messages(Level.WARN)).isEmpty();
        assertThat(log.messages(Level.INFO)).isEmpty();
    }

    @Test
    void longOutage_isToldOnce_thenOnceAMinute_andItsEndIsTold() {
        outage.begins();
        outage.because("no permission");
        pass(20);
        assertThat(log.messages(Level.WARN)).hasSize(1).first().asString().contains("for 15 s (no permission)");
        pass(120);
        assertThat(log.messages(Level.WARN)).hasSize(3);
        outage.ends();
        assertThat(log.messages(Level.INFO)).hasSize(1).first().asString().contains("answers again after 140 s");
    }

    @Test
    void manyOutages_areToldAtMostOnceAMinute() {
        for (int i = 0; i < 10; i++) {
            outage.begins();
            pass(20);
            outage.ends();
            pass(4);
        }
        assertThat(log.messages(Level.WARN)).hasSizeBetween(2, 4);
    }

    @Override
    public long wallMillis() {
        return 0;
    }

    @Override
    public long monotonicNanos() {
        return nanos;
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nanos += Duration.ofSeconds(1).toNanos();
            outage.look();
        }
    }
}
