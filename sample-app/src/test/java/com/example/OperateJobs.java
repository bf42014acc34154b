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
package com.example;

import io.rota.api.JobConfiguration;
import io.rota.operation.JobBriefInfo;
import io.rota.operation.JobConfigurationAPI;
import io.rota.operation.JobOperations;
import io.rota.operation.OperationException;
import io.rota.operation.ShardingInfo;
import io.rota.operation.StoredConfiguration;
import io.rota.registry.RegistryCenter;
import org.springframework.stereotype.Component;

@Component
public class OperateJobs {

    private final JobOperations operations;

    OperateJobs(JobOperations operations) {
        this.operations = operations;
    }

    void steer() {
        operations.jobs().trigger("send-reminders");
        operations.jobs().disable("send-reminders", "192.0.2.10");
        operations.jobs().enable(null, "192.0.2.10");
        operations.items().disable("send-reminders", 2);
    }

    void look() {
        for (JobBriefInfo job : operations.jobStatistics().getAllJobsBriefInfo()) {
            System.out.println(job.jobName() + " " + job.status() + " " + job.problem());
        }
        for (ShardingInfo item : operations.shardingStatistics().getShardingInfo("send-reminders")) {
            System.out.println(item.item() + " " + item.status() + " " + item.execution());
        }
    }

    void reschedule(String cron) {
        JobConfigurationAPI configurations = operations.configurations();
        StoredConfiguration stored = configurations.getJobConfiguration("send-reminders");
        JobConfiguration changed = stored.configuration().toBuilder().cron(cron).build();
        try {
            configurations.updateJobConfiguration(stored.with(changed));
        } catch (OperationException e) {
            System.out.println(e.reason() + ": " + e.getMessage());
        }
    }

    static int countJobs(RegistryCenter center) {
        try (center;
                JobOperations operations = JobOperations.connect(center)) {
            return operations.jobStatistics().getJobsTotalCount();
        }
    }
}
