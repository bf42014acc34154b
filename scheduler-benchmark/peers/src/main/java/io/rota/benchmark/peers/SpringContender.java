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
package io.rota.benchmark.peers;

import io.rota.benchmark.node.Contender;
import io.rota.benchmark.node.JobSpec;
import io.rota.benchmark.node.NodeSettings;
import io.rota.benchmark.node.RunLog;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.CronTrigger;

/**
 * What stands behind Spring's {@code @Scheduled}: its scheduler of tasks in an application context, with a trigger for each
 * item. The annotation itself cannot be put on a thousand methods that are not written yet.
 */
public final class SpringContender implements Contender {

    private @Nullable AnnotationConfigApplicationContext application;

    @Override
    public void open(NodeSettings settings) {
        AnnotationConfigApplicationContext made = new AnnotationConfigApplicationContext();
        made.registerBean(Scheduling.class);
        made.registerBean(ThreadPoolTaskScheduler.class, () -> {
            ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
            scheduler.setPoolSize(Threads.COUNT);
            return scheduler;
        });
        made.refresh();
        application = made;
    }

    @Override
    public void schedule(List<JobSpec> jobs, RunLog runs) {
        ThreadPoolTaskScheduler scheduler = opened().getBean(ThreadPoolTaskScheduler.class);
        for (JobSpec job : jobs) {
            CronTrigger trigger = new CronTrigger(job.cron());
            for (int item = 0; item < job.items(); item++) {
                int mine = item;
                scheduler.schedule(() -> runs.runOfThisSecond(job, mine), trigger);
            }
        }
    }

    @Override
    public void close() {
        opened().close();
    }

    private AnnotationConfigApplicationContext opened() {
        if (application == null) {
            throw new IllegalStateException("not opened yet");
        }
        return application;
    }

    /** Turns scheduling on, as an application does. */
    @EnableScheduling
    static class Scheduling {}
}
