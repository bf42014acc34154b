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
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** Quartz in memory; an item is a job of its own. */
public final class QuartzContender implements Contender {

    private static final String JOB = "job";
    private static final String ITEM = "item";
    private static final String RUNS = "runs";

    private @Nullable Scheduler scheduler;

    @Override
    public void open(NodeSettings settings) throws SchedulerException {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(Threads.COUNT));
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        Scheduler made = new StdSchedulerFactory(properties).getScheduler();
        made.start();
        scheduler = made;
    }

    @Override
    public void schedule(List<JobSpec> jobs, RunLog runs) throws SchedulerException {
        for (JobSpec job : jobs) {
            for (int item = 0; item < job.items(); item++) {
                String name = job.name() + "-" + item;
                JobDataMap data = new JobDataMap();
                data.put(JOB, job);
                data.put(ITEM, item);
                data.put(RUNS, runs);
                opened().scheduleJob(
                                JobBuilder.newJob(Body.class)
                                        .withIdentity(name)
                                        .usingJobData(data)
                                        .build(),
                                TriggerBuilder.newTrigger()
                                        .withIdentity(name)
                                        .withSchedule(CronScheduleBuilder.cronSchedule(job.cron()))
                                        .build());
            }
        }
    }

    @Override
    public void close() throws SchedulerException {
        opened().shutdown(true);
    }

    private Scheduler opened() {
        if (scheduler == null) {
            throw new IllegalStateException("not opened yet");
        }
        return scheduler;
    }

    /** Made by Quartz for each run. */
    public static final class Body implements Job {

        @Override
        public void execute(JobExecutionContext context) {
            JobDataMap data = context.getMergedJobDataMap();
            if (data.get(JOB) instanceof JobSpec job && data.get(RUNS) instanceof RunLog runs) {
                runs.run(
                        job,
                        data.getInt(ITEM),
                        TimeUnit.MILLISECONDS.toMicros(
                                context.getScheduledFireTime().getTime()));
            }
        }
    }
}
