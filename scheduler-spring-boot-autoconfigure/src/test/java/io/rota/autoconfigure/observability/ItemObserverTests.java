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
package io.rota.autoconfigure.observability;

import static io.rota.autoconfigure.observability.Scheduled.CONTEXTS;
import static io.rota.autoconfigure.observability.Scheduled.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.rota.api.JobTimeoutException;
import io.rota.autoconfigure.Proves;
import io.rota.spi.JobErrorHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

@Timeout(120)
class ItemObserverTests {

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    // All runs on one thread at a time, so that what one leaves behind would be found by another.
    private final ApplicationContextRunner contexts = CONTEXTS.withBean(ObservationRegistry.class, () -> registry)
            .withPropertyValues(
                    "elasticjob.jobs.report.sharding-total-count=1",
                    "elasticjob.jobs.report.job-executor-service-handler-type=SINGLE_THREAD");

    private void noteCurrent(String where) {
        Observation current = registry.getCurrentObservation();
        seen.add(where + " " + (current == null ? "none" : current.getContext().getName()));
    }

    private void runTwice(ApplicationContext context) throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(run(context, item -> noteCurrent("code")).succeeded()).isTrue();
        }
    }

    @Test
    void aRun_isAnObservationOfItsOwn_openWhileTheCodeIsCalled() {
        contexts.run(context -> {
            runTwice(context);
            assertThat(seen).containsExactly("code elasticjob.item", "code elasticjob.item");
            TestObservationRegistryAssert.assertThat(registry)
                    .hasNumberOfObservationsWithNameEqualTo("elasticjob.item", 2)
                    .forAllObservationsWithNameEqualTo(
                            "elasticjob.item",
                            observation -> observation
                                    .doesNotHaveParentObservation()
                                    .hasContextualNameEqualTo("job report")
                                    .hasLowCardinalityKeyValue("job", "report")
                                    .hasLowCardinalityKeyValue("outcome", "DONE")
                                    .hasLowCardinalityKeyValue("source", "MANUAL_TRIGGER")
                                    .hasHighCardinalityKeyValue("item", "0")
                                    .hasHighCardinalityKeyValue("attempt", "1")
                                    .hasHighCardinalityKeyValueWithKey("fire")
                                    .hasHighCardinalityKeyValueWithKey("token")
                                    .hasHighCardinalityKeyValueWithKey("task")
                                    .doesNotHaveError());
        });
    }

    @Test
    void aFailedRun_hasItsError_andIsOpenWhileItsErrorHandlerIsTold() {
        JobErrorHandler handler = new JobErrorHandler() {
            @Override
            public String getType() {
                return "NOTED";
            }

            @Override
            public void handleException(String jobName, String where, Throwable cause) {
                noteCurrent("handler");
            }
        };
        IllegalStateException failure = new IllegalStateException("out of paper");
        contexts.withBean(JobErrorHandler.class, () -> handler)
                .withPropertyValues("elasticjob.jobs.report.job-error-handler-type=NOTED")
                .run(context -> {
                    assertThat(run(context, item -> {
                                        throw failure;
                                    })
                                    .succeeded())
                            .isFalse();
                    assertThat(seen).containsExactly("handler elasticjob.item");
                    TestObservationRegistryAssert.assertThat(registry)
                            .hasSingleObservationThat()
                            .hasLowCardinalityKeyValue("outcome", "FAILED")
                            .hasError(failure);
                });
    }

    @Test
    void eachAttempt_isAnObservation() {
        CountDownLatch gate = new CountDownLatch(1);
        contexts.withPropertyValues(
                        "elasticjob.jobs.report.timeout=50ms",
                        "elasticjob.jobs.report.retry.max-attempts=1",
                        "elasticjob.jobs.report.retry.delay=1ms")
                .run(context -> {
                    run(context, item -> {
                        if (item.getAttempt() == 1) {
                            Scheduled.hold(gate);
                        }
                    });
                    TestObservationRegistryAssert.assertThat(registry)
                            .hasNumberOfObservationsWithNameEqualTo("elasticjob.item", 2)
                            .hasAnObservation(observation -> observation
                                    .hasLowCardinalityKeyValue("outcome", "TIMED_OUT")
                                    .hasHighCardinalityKeyValue("attempt", "1")
                                    .thenError()
                                    .isInstanceOf(JobTimeoutException.class))
                            .hasAnObservation(observation -> observation
                                    .hasLowCardinalityKeyValue("outcome", "DONE")
                                    .hasHighCardinalityKeyValue("attempt", "2"));
                });
    }

    /** An application's own names. */
    static final class OwnNames extends DefaultItemObservationConvention {

        @Override
        public String getName() {
            return "batch";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(ItemObservationContext context) {
            return super.getLowCardinalityKeyValues(context).and(KeyValue.of("team", "billing"));
        }
    }

    @Test
    void aConventionBean_takesTheDefaultsPlace() {
        contexts.withBean(OwnNames.class).run(context -> {
            runTwice(context);
            TestObservationRegistryAssert.assertThat(registry)
                    .hasNumberOfObservationsWithNameEqualTo("batch", 2)
                    .hasNumberOfObservationsWithNameEqualTo("elasticjob.item", 0)
                    .forAllObservationsWithNameEqualTo(
                            "batch", observation -> observation.hasLowCardinalityKeyValue("team", "billing"));
        });
    }

    /** Fails at the beginning, or only when the outcome is known. */
    record FailingNames(boolean atTheEnd) implements ItemObservationConvention {

        @Override
        public String getName() {
            return "failing";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(ItemObservationContext context) {
            if (!atTheEnd || context.getOutcome() != null) {
                throw new IllegalStateException("no names here");
            }
            return KeyValues.empty();
        }
    }

    @Test
    void aConventionThatFails_hurtsNoRun_andLeavesNothingOpen() {
        for (boolean atTheEnd : new boolean[] {false, true}) {
            seen.clear();
            contexts.withBean(ItemObservationConvention.class, () -> new FailingNames(atTheEnd))
                    .run(context -> {
                        runTwice(context);
                        String current = atTheEnd ? "code failing" : "code none";
                        assertThat(seen).containsExactly(current, current);
                    });
        }
    }

    /** Fails at one of the moments, like a broken tracer, and leaves something in the thread's log context. */
    private final class FailingHandler implements ObservationHandler<ItemObservationContext> {

        private final ObservationRegistry registry;
        private final String moment;

        FailingHandler(ObservationRegistry registry, String moment) {
            this.registry = registry;
            this.moment = moment;
        }

        private void at(String current) {
            MDC.put("trace", current);
            if (current.equals(moment)) {
                throw new IllegalStateException("at " + moment);
            }
        }

        @Override
        public void onStart(ItemObservationContext context) {
            seen.add("parent " + registry.getCurrentObservation() + ", trace " + MDC.get("trace"));
            at("start");
        }

        @Override
        public void onScopeOpened(ItemObservationContext context) {
            at("open");
        }

        @Override
        public void onScopeClosed(ItemObservationContext context) {
            at("close");
        }

        @Override
        public void onError(ItemObservationContext context) {
            at("error");
        }

        @Override
        public void onStop(ItemObservationContext context) {
            at("stop");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof ItemObservationContext;
        }
    }

    @Test
    void aTracerThatFails_hurtsNoRun_andLeavesNothingOpen() {
        for (String moment : List.of("start", "open", "error", "close", "stop")) {
            seen.clear();
            ObservationRegistry own = ObservationRegistry.create();
            own.observationConfig().observationHandler(new FailingHandler(own, moment));
            CONTEXTS.withBean(ObservationRegistry.class, () -> own)
                    .withPropertyValues(
                            "elasticjob.jobs.report.sharding-total-count=1",
                            "elasticjob.jobs.report.job-executor-service-handler-type=SINGLE_THREAD")
                    .run(context -> {
                        for (int i = 0; i < 3; i++) {
                            assertThat(run(context, item -> {}).succeeded()).isTrue();
                            run(context, item -> {
                                throw new IllegalStateException("out of paper");
                            });
                        }
                    });
            assertThat(seen).as(moment).hasSize(6).containsOnly("parent null, trace null");
        }
    }

    @Test
    @Proves("elasticjob.observation.enabled")
    void switchedOff_thereAreNoObservations() {
        contexts.withPropertyValues("elasticjob.observation.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(ItemObserver.class);
            assertThat(run(context, item -> noteCurrent("code")).succeeded()).isTrue();
            assertThat(seen).containsExactly("code none");
        });
    }
}
