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
package io.rota.arch.planted.registry;

import io.rota.arch.Breaks;
import io.rota.arch.HouseRules.Rule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Every method is an offence of its own. */
@Breaks({Rule.ONLY_ENV_IS_NOT_DETERMINISTIC})
class Arbitrary {

    long millis() {
        return System.currentTimeMillis();
    }

    LongSupplier nanosByReference() {
        return System::nanoTime;
    }

    LongSupplier nanosInLambda() {
        return () -> 1 + System.nanoTime();
    }

    Instant instant() {
        return Instant.now();
    }

    LocalDate date() {
        return LocalDate.now();
    }

    ZonedDateTime zoned() {
        return ZonedDateTime.now();
    }

    Clock clock() {
        return Clock.systemUTC();
    }

    Date oldDate() {
        return new Date();
    }

    Calendar calendar() {
        return Calendar.getInstance();
    }

    double mathRandom() {
        return Math.random();
    }

    Random random() {
        return new Random(7);
    }

    Random secureRandom() {
        return new java.security.SecureRandom();
    }

    SplittableRandom splittable() {
        return new SplittableRandom();
    }

    int threadLocal() {
        return java.util.concurrent.ThreadLocalRandom.current().nextInt();
    }

    UUID uuid() {
        return UUID.randomUUID();
    }

    void shuffle(List<String> list) {
        Collections.shuffle(list);
    }

    Thread thread() {
        return new Thread(() -> {});
    }

    void start(Thread thread) {
        thread.start();
    }

    void sleep() throws InterruptedException {
        Thread.sleep(1);
    }

    Object timer() {
        return new java.util.Timer();
    }

    Stream<String> parallel(List<String> list) {
        return list.parallelStream();
    }

    Stream<String> parallelLater(Stream<String> stream) {
        return stream.parallel();
    }
}
