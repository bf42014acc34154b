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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.api.AbstractDistributeOnceElasticJobListener;
import io.rota.api.ElasticJobListener;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContexts;
import io.rota.api.SimpleJob;
import io.rota.registry.Peer;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners of jobs that really run. */
class JobListenerTests {

    private static final String NAME = "j";

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Peer operator = Peer.joined(center);
    private final List<String> story = new CopyOnWriteArrayList<>();

    JobListenerTests() {
        SchedulerRuntime.create(
                center,
                new SchedulerOptions(
                        new Extensions(
                                List.of(listener("A", 2), listener("B", 1), new Once()),
                                JobListenerTests.class.getClassLoader()),
                        SchedulerOptions.START_WAIT,
                        Duration.ofSeconds(5)));
    }

    private ElasticJobListener listener(String type, int order) {
        return new ElasticJobListener() {
            @Override
            public String getType() {
                return type;
            }

            @Override
            public int order() {
                return order;
            }

            @Override
            public void beforeJobExecuted(ShardingContexts contexts) {
                story.add("before " + type);
            }

            @Override
            public void afterJobExecuted(ShardingContexts contexts) {
                story.add("after " + type);
            }
        };
    }

    private final class Once extends AbstractDistributeOnceElasticJobListener {

        Once() {
            super(0, 0);
        }

        @Override
        public String getType() {
            return "ONCE";
        }

        @Override
        public void doBeforeJobExecutedAtLastStarted(ShardingContexts contexts) {
            story.add("once before");
            throw new IllegalStateException("planned");
        }

        @Override
        public void doAfterJobExecutedAtLastCompleted(ShardingContexts contexts) {
            story.add("once after");
        }
    }

    @AfterEach
    void close() {
        center.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(15));
    }

    private void edit(String from, String to) {
        String text = operator.read("/" + NAME + "/config").node().data();
        assertThat(text).contains(from);
        operator.commit(new Transaction().set("/" + NAME + "/config", text.replace(from, to), Transaction.ANY_VERSION));
    }

    private static JobConfiguration.Builder job(String... listeners) {
        return JobConfiguration.newBuilder(NAME, 1).jobListenerTypes(List.of(listeners));
    }

    @Test
    void listeners_areCalledInTheirOrder_andOneThatThrowsStopsNothing() throws Exception {
        SimpleJob run = context -> story.add("run");
        OneOffJobBootstrap bootstrap =
                new OneOffJobBootstrap(center, run, job("A", "ONCE", "B", "A").build());
        bootstrap.execute(Duration.ofSeconds(10)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        soon().until(() -> story.size() == 7);
        assertThat(story.subList(0, 6))
                .containsExactly("once before", "before B", "before A", "run", "after B", "after A");
        assertThat(story).contains("once after");
    }

    @Test
    void editedListeners_takeEffect_andUnknownOnesLeaveTheLastGoodDefinitionInForce() {
        SimpleJob run = context -> story.add("run");
        new ScheduleJobBootstrap(center, run, job("A").cron("* * * * * ?").build()).schedule();
        soon().until(() -> story.contains("before A"));
        edit("- A", "- NOBODY");
        int seen = story.size();
        // Several fires, so that the edit has been noticed by then.
        soon().until(() -> story.size() > seen + 9);
        assertThat(story.subList(seen + 6, story.size())).contains("after A");
        edit("- NOBODY", "- B");
        soon().until(() -> story.contains("after B"));
    }

    @Test
    void lostLease_isToldToTheRun_alsoToOneThatIgnoresItsInterruption() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        SimpleJob stubborn = context -> {
            context.onLeaseLost(lost::countDown);
            story.add("run");
            while (end.getCount() > 0) {
                try {
                    end.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    story.add("ignored");
                }
            }
        };
        new ScheduleJobBootstrap(center, stubborn, job().cron("* * * * * ?").build()).schedule();
        soon().until(() -> story.contains("run"));
        String instance = operator.children("/" + NAME + "/instances").names().get(0);
        operator.commit(new Transaction().delete("/" + NAME + "/instances/" + instance, Transaction.ANY_VERSION));
        assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
        end.countDown();
    }
}
